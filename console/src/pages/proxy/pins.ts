import remedies from './remedies.json';

/** A line of a proxy's log that says that a client was pinned. */
export interface Pin {
  at: Date;
  client: string;
  reason: string;
  digest: string;
}

/** All pins for one reason by one statement. */
export interface PinGroup {
  key: string;
  reason: string;
  digest: string;
  remedy: string;
  pins: number;
  clients: number;
  first: Date;
  last: Date;
}

const LINE = /\[clientConnection=(\d+)\] The client session was pinned.* Reason: (.*)$/s;
const DIGEST = /^(.*?) Digest: "(.*)"\.$/s;

/** Source: log lines of RDS Proxy. */
export function pinOf(message: string, at: Date): Pin | null {
  const line = LINE.exec(message.trimEnd());
  if (!line) return null;
  const told = DIGEST.exec(line[2]!);
  return { at, client: line[1]!, reason: told ? told[1]! : line[2]!, digest: told ? told[2]! : '' };
}

export function remedyOf(reason: string, digest: string): string {
  const found = remedies.filter((one) => one.reason === reason);
  // SET and RESET are told with the same reason, and helped by different means.
  const reset = /^\s*(reset\b|set\b.*\bto default\b)/i.test(digest);
  return (found.find((one) => (one.effect === 'RESET') === reset) ?? found[0])?.advice ?? '';
}

export function grouped(pins: Pin[]): PinGroup[] {
  const groups = new Map<string, PinGroup & { who: Set<string> }>();
  for (const pin of pins) {
    const key = pin.reason + '\n' + pin.digest;
    const group = groups.get(key) ?? {
      key,
      reason: pin.reason,
      digest: pin.digest,
      remedy: remedyOf(pin.reason, pin.digest),
      pins: 0,
      clients: 0,
      first: pin.at,
      last: pin.at,
      who: new Set<string>(),
    };
    group.pins++;
    group.who.add(pin.client);
    group.clients = group.who.size;
    if (pin.at < group.first) group.first = pin.at;
    if (pin.at > group.last) group.last = pin.at;
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.pins - a.pins || b.last.getTime() - a.last.getTime());
}
