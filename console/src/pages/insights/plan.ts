/** A step of a plan, for reading. */
export interface PlanNode {
  depth: number;
  /** `Index Scan using orders_pkey on orders`. */
  what: string;
  /** Conditions, rows and cost. */
  more: string;
}

/** What of a step says how it chooses its rows. Source: PostgreSQL, "EXPLAIN" with FORMAT JSON. */
const CONDITIONS = ['Index Cond', 'Recheck Cond', 'Hash Cond', 'Merge Cond', 'Join Filter', 'Filter', 'Sort Key', 'Group Key'];

/** A plan deeper than any that can be read. */
const DEPTH_MAX = 100;

/**
 * The steps of a plan from the top down.
 *
 * @param raw PostgreSQL's JSON, or what else comes: then nothing
 */
export function nodesOf(raw: string | undefined): PlanNode[] {
  let read: unknown;
  try {
    read = JSON.parse(raw ?? '');
  } catch {
    return [];
  }
  const top = record(Array.isArray(read) ? read[0] : read);
  const nodes: PlanNode[] = [];
  walk(record(top['Plan'] ?? top), 0, nodes);
  return nodes;
}

function walk(node: Record<string, unknown>, depth: number, into: PlanNode[]): void {
  const type = text(node['Node Type']);
  if (type === '' || depth > DEPTH_MAX) return;
  const index = text(node['Index Name']);
  const relation = text(node['Relation Name']);
  const alias = text(node['Alias']);
  const join = text(node['Join Type']);
  const named = alias !== '' && alias !== relation ? `${relation} ${alias}` : relation;
  into.push({
    depth,
    what: [type, join !== '' && join !== 'Inner' && `(${join})`, index && `using ${index}`, relation && `on ${named}`].filter(Boolean).join(' '),
    more: [
      ...CONDITIONS.filter((one) => node[one] !== undefined).map((one) => `${one}: ${text(node[one])}`),
      node['Plan Rows'] !== undefined && `${text(node['Plan Rows'])} rows`,
      node['Total Cost'] !== undefined && `cost ${text(node['Total Cost'])}`,
    ].filter(Boolean).join(' · '),
  });
  const below = node['Plans'];
  if (Array.isArray(below)) for (const one of below) walk(record(one), depth + 1, into);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
