/** Where the console is served. */
export const BASE = '/console';

/** The part of an address below that, `/databases/orders`. */
export function pathOf(address: string): string {
  const own = address.startsWith(BASE) ? address.slice(BASE.length) : address;
  return own === '' ? '/' : own;
}
