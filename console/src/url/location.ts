import { useSyncExternalStore } from 'react';
import { BASE, pathOf } from './path';

/** The address is the page's state: what is looked at, and when. */
export interface Place {
  /** Below the console's own path, `/databases/orders`. */
  path: string;
  query: URLSearchParams;
}

const CHANGED = 'homeport-place';

export function href(path: string, query: Record<string, string | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  return BASE + path + (text ? '?' + text : '');
}

/** @param replace the place before is not one to come back to */
export function go(address: string, replace = false): void {
  if (address === window.location.pathname + window.location.search) return;
  if (replace) window.history.replaceState(null, '', address);
  else window.history.pushState(null, '', address);
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('popstate', changed);
  window.addEventListener(CHANGED, changed);
  return () => {
    window.removeEventListener('popstate', changed);
    window.removeEventListener(CHANGED, changed);
  };
}

export function usePlace(): Place {
  const whole = useSyncExternalStore(
    subscribe,
    () => window.location.pathname + window.location.search,
  );
  const [path = '', query = ''] = whole.split('?');
  return { path: pathOf(path), query: new URLSearchParams(query) };
}

/** One parameter of the address, as state. */
export function useParameter(name: string, initial: string): [string, (value: string) => void] {
  const { path, query } = usePlace();
  const value = query.get(name) ?? initial;
  const set = (next: string) => {
    const changed = new URLSearchParams(window.location.search);
    if (next === initial) changed.delete(name);
    else changed.set(name, next);
    go(href(path, Object.fromEntries(changed)), true);
  };
  return [value, set];
}

/** For links of components that tell of a click: the browser keeps new tabs and middle buttons. */
export function follow(event: {
  preventDefault: () => void;
  detail: { href?: string; external?: boolean };
}): void {
  const to = event.detail.href;
  if (!to || event.detail.external || !to.startsWith(BASE)) return;
  event.preventDefault();
  go(to);
}
