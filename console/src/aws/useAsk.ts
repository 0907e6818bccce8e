import { useCallback, useEffect, useRef, useState } from 'react';
import { failureOf, type Failure } from './failure';

/** An answer that is asked for again while the page is looked at. */
export interface Ask<T> {
  /** The newest answer; stays while a newer one is asked for, and when that fails. */
  data: T | undefined;
  failure: Failure | undefined;
  /** Nothing has been answered yet. */
  loading: boolean;
  retry: () => void;
}

/**
 * @param key says what is asked for; with another one the old answer goes
 * @param everyMillis asked again so long after each answer, 0 for never; not while the tab is hidden
 */
export function useAsk<T>(
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  everyMillis = 0,
): Ask<T> {
  const [state, setState] = useState<{ key: string; data?: T; failure?: Failure }>({ key });
  const [round, setRound] = useState(0);
  const newest = useRef(ask);
  newest.current = ask;
  useEffect(() => {
    const aborter = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async () => {
      if (document.hidden) {
        timer = setTimeout(run, 1000);
        return;
      }
      try {
        const data = await newest.current(aborter.signal);
        if (aborter.signal.aborted) return;
        setState({ key, data });
      } catch (thrown) {
        if (aborter.signal.aborted) return;
        const failure = failureOf(thrown);
        setState((before) => (before.key === key ? { ...before, failure } : { key, failure }));
      }
      if (everyMillis > 0) timer = setTimeout(run, everyMillis);
    };
    void run();
    return () => {
      aborter.abort();
      clearTimeout(timer);
    };
  }, [key, everyMillis, round]);
  const retry = useCallback(() => setRound((one) => one + 1), []);
  const current = state.key === key ? state : { key };
  return {
    data: current.data,
    failure: current.failure,
    loading: current.data === undefined && current.failure === undefined,
    retry,
  };
}

/** All pages of a list that is answered in pages. */
export async function allPages<T>(
  page: (marker: string | undefined) => Promise<{ items: T[] | undefined; next: string | undefined }>,
  most = 2000,
): Promise<T[]> {
  const all: T[] = [];
  let marker: string | undefined;
  do {
    const answer = await page(marker);
    all.push(...(answer.items ?? []));
    marker = answer.next || undefined;
  } while (marker !== undefined && all.length < most);
  return all;
}
