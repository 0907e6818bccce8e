import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useState } from 'react';

const KEY = 'homeport.mode';
const CHANGED = 'homeport-mode';

export function savedMode(): Mode {
  const saved = localStorage.getItem(KEY);
  if (saved === 'dark') return Mode.Dark;
  if (saved === 'light') return Mode.Light;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? Mode.Dark : Mode.Light;
}

export function switchMode(): void {
  localStorage.setItem(KEY, savedMode() === Mode.Dark ? 'light' : 'dark');
  applyMode(savedMode());
  window.dispatchEvent(new Event(CHANGED));
}

/** Whether it is dark; who draws on a canvas draws anew when that changes. */
export function useDark(): boolean {
  const [dark, setDark] = useState(savedMode() === Mode.Dark);
  useEffect(() => {
    const changed = () => setDark(savedMode() === Mode.Dark);
    window.addEventListener(CHANGED, changed);
    return () => window.removeEventListener(CHANGED, changed);
  }, []);
  return dark;
}
