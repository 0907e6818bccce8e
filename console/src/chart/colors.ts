/** Colours by what they mean, so that red is a lock on every page; the rest by turns. */
const WAITS: Record<string, [light: string, dark: string]> = {
  CPU: ['#2f9e44', '#40b05a'],
  running: ['#2f9e44', '#40b05a'],
  queued: ['#94d3a2', '#a6e3b3'],
  IO: ['#2b6cb0', '#4d94dd'],
  Lock: ['#c92a2a', '#e8504f'],
  LWLock: ['#e8710a', '#f49345'],
  BufferPin: ['#a0522d', '#c27b52'],
  Client: ['#0c8599', '#3bb8cc'],
  IPC: ['#7048b8', '#9d7fe0'],
  Timeout: ['#868e96', '#75808b'],
  Extension: ['#b8860b', '#d6aa3c'],
  Activity: ['#5c6f82', '#8aa0b5'],
};

const TURNS: [light: string, dark: string][] = [
  ['#3c6fbf', '#6b9ae0'],
  ['#c2577e', '#e07f9d'],
  ['#2f8f83', '#55b8ab'],
  ['#8456ce', '#a783e1'],
  ['#d2691e', '#ec9455'],
  ['#5f7f1f', '#93b34a'],
  ['#9c3f8f', '#cc78c0'],
  ['#007ea7', '#43b2d6'],
  ['#a8763e', '#cf9d63'],
  ['#6b7280', '#9aa3b0'],
];

export function waitColor(type: string, dark: boolean): string | undefined {
  return WAITS[type]?.[dark ? 1 : 0];
}

/** The shades of a wait type for its events: the first is the type's own. */
export function shade(color: string, nth: number): string {
  if (nth === 0) return color;
  const part = Math.min(0.2 * nth, 0.6);
  const mixed = [1, 3, 5].map((at) => {
    const one = parseInt(color.slice(at, at + 2), 16);
    return Math.round(one + (255 - one) * part)
      .toString(16)
      .padStart(2, '0');
  });
  return '#' + mixed.join('');
}

/** Gives each key a colour that it keeps as long as the page is open. */
export class Palette {
  private readonly given = new Map<string, number>();

  color(key: string, dark: boolean): string {
    let turn = this.given.get(key);
    if (turn === undefined) {
      turn = this.given.size % TURNS.length;
      this.given.set(key, turn);
    }
    return TURNS[turn]![dark ? 1 : 0];
  }
}
