import { useEffect, useState } from 'react';
import { go, href, usePlace } from '../../url/location';

/** What is looked at: the last so many seconds, or from one moment to another. Both are in the address. */
export interface Range {
  from: number;
  to: number;
  /** Of a point, as the API knows them. */
  period: number;
  /** Ends now and goes on. */
  live: boolean;
  /** Of a live range: its length. */
  last: number;
  key: string;
}

export const LASTS: { seconds: number; text: string }[] = [
  { seconds: 300, text: '5 min' },
  { seconds: 3600, text: '1 h' },
  { seconds: 3 * 3600, text: '3 h' },
  { seconds: 24 * 3600, text: '24 h' },
  { seconds: 7 * 86400, text: '7 d' },
];

const LAST_DEFAULT = 300;
const SHORTEST = 5;

/** Up to this long a live chart goes on each second. */
const LIVE_SECONDS = 300;

export function periodOf(length: number, now: number, from: number): number {
  if (length <= 3600 && now - from < 7 * 86400) return 1;
  if (length <= 4 * 3600) return 60;
  if (length <= 30 * 3600) return 300;
  return length <= 14 * 86400 ? 3600 : 86400;
}

/** Of a live range: how often it goes on. */
export function everyMillis(range: Range): number {
  if (!range.live) return 0;
  return range.last <= LIVE_SECONDS ? 1000 : 10_000;
}

export function moving(last: number, now: number): { from: number; to: number; period: number } {
  const period = periodOf(last, now, now - last);
  const to = Math.ceil(now / period) * period;
  return { from: to - last, to, period };
}

export function useRange(): { range: Range; show: (from: number, to: number) => void; showLast: (seconds: number) => void; query: Record<string, string> } {
  const { path, query } = usePlace();
  const [now] = useState(() => Date.now() / 1000);
  const from = Number(query.get('from'));
  const to = Number(query.get('to'));
  const fixed = from > 0 && to > from;
  const last = Number(query.get('last')) || LAST_DEFAULT;
  const at = fixed ? { from, to, period: periodOf(to - from, now, from) } : moving(last, now);
  const range: Range = {
    ...at,
    live: !fixed,
    last: fixed ? to - from : last,
    key: fixed ? `${from}-${to}` : `last ${last}`,
  };
  const put = (changes: Record<string, string | undefined>, replace = false) => {
    const all = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes))
      if (value === undefined) all.delete(name);
      else all.set(name, value);
    go(href(path, Object.fromEntries(all)), replace);
  };
  const show = (begin: number, end: number) => {
    const length = Math.max(end - begin, SHORTEST);
    const middle = (begin + end) / 2;
    put({ from: String(Math.floor(middle - length / 2)), to: String(Math.ceil(middle + length / 2)), last: undefined });
  };
  const showLast = (seconds: number) => put({ from: undefined, to: undefined, last: String(seconds) });
  return { range, show, showLast, query: Object.fromEntries(query) };
}

/** Keys of the page: earlier, later, out, live. */
export function useRangeKeys(range: Range, show: (from: number, to: number) => void, showLast: (seconds: number) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || ['INPUT', 'TEXTAREA'].includes(target.tagName)) return;
      const now = Date.now() / 1000;
      const { from, to } = range.live ? moving(range.last, now) : range;
      const length = to - from;
      if (event.key === '[') show(from - length / 2, to - length / 2);
      else if (event.key === ']') to + length / 2 >= now ? showLast(length) : show(from + length / 2, to + length / 2);
      else if (event.key === 'z') show(from - length / 2, Math.min(to + length / 2, now));
      else if (event.key === 'l') showLast(range.live ? range.last : 300);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  });
}
