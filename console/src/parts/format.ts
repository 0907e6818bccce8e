/** Numbers and times as they are shown: always the same way, times with their zone. */

export function number(value: number | undefined, digits = 1): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e9) return (value / 1e9).toFixed(1) + ' G';
  if (size >= 1e6) return (value / 1e6).toFixed(1) + ' M';
  if (size >= 1e4) return (value / 1e3).toFixed(1) + ' k';
  if (size >= 100) return value.toFixed(0);
  if (size > 0 && size < 10 ** -digits) return '< ' + (10 ** -digits).toString();
  return value.toFixed(Number.isInteger(value) ? 0 : digits);
}

export function bytes(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size.toFixed(unit === 0 || size >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** Of milliseconds. */
export function millis(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (value >= 60_000) return (value / 60_000).toFixed(1) + ' min';
  if (value >= 1000) return (value / 1000).toFixed(1) + ' s';
  if (value >= 10) return value.toFixed(0) + ' ms';
  return value.toFixed(value >= 1 ? 1 : 2) + ' ms';
}

export function seconds(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (value < 0) return 'unknown';
  return value === 0 ? '0 s' : millis(value * 1000);
}

const two = (value: number) => String(value).padStart(2, '0');

export function clock(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

export function day(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function zone(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

export function moment(at: Date | undefined): string {
  return at === undefined ? '–' : `${day(at)} ${clock(at)} ${zone(at)}`;
}

export function ago(at: Date | undefined, now = Date.now()): string {
  if (at === undefined) return '–';
  const passed = Math.max(0, Math.round((now - at.getTime()) / 1000));
  if (passed < 60) return `${passed} s ago`;
  if (passed < 3600) return `${Math.floor(passed / 60)} min ago`;
  if (passed < 86400) return `${Math.floor(passed / 3600)} h ago`;
  return `${Math.floor(passed / 86400)} d ago`;
}

/** Control characters and those that turn the direction of text are shown, never obeyed. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (one) => '\\u' + one.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}
