import {
  DescribeDimensionKeysCommand,
  GetResourceMetricsCommand,
  type DimensionKeyDescription,
  type PIClient,
} from '@aws-sdk/client-pi';
import { Palette, shade, waitColor } from '../../chart/colors';
import { onGrid, type ChartData, type Series } from '../../chart/model';

/** What load is told apart by. */
export interface Slice {
  id: string;
  text: string;
  group: string;
  /** What a row says, the first that there is. */
  label: string[];
  /** The dimension that a filter names. */
  filter: string;
  advanced?: boolean;
}

export const SLICES: Slice[] = [
  { id: 'waits', text: 'Waits', group: 'db.wait_event', label: ['db.wait_event.name'], filter: 'db.wait_event.name' },
  { id: 'types', text: 'Wait types', group: 'db.wait_event_type', label: ['db.wait_event_type.name'], filter: 'db.wait_event_type.name' },
  { id: 'cpu', text: 'Processor', group: 'db.cpu', label: ['db.cpu.state'], filter: 'db.cpu.state' },
  { id: 'sql', text: 'SQL', group: 'db.sql_tokenized', label: ['db.sql_tokenized.statement', 'db.sql_tokenized.id'], filter: 'db.sql_tokenized.id' },
  { id: 'users', text: 'Users', group: 'db.user', label: ['db.user.name'], filter: 'db.user.name' },
  { id: 'hosts', text: 'Hosts', group: 'db.host', label: ['db.host.name', 'db.host.id'], filter: 'db.host.id' },
  { id: 'applications', text: 'Applications', group: 'db.application', label: ['db.application.name'], filter: 'db.application.name' },
  { id: 'databases', text: 'Databases', group: 'db', label: ['db.name'], filter: 'db.name' },
  { id: 'kinds', text: 'Session types', group: 'db.session_type', label: ['db.session_type.name'], filter: 'db.session_type.name' },
  { id: 'proxies', text: 'DB proxies', group: 'db.proxy', label: ['db.proxy.name'], filter: 'db.proxy.name' },
  { id: 'blockers', text: 'Blocking sessions', group: 'db.blocking_session', label: ['db.blocking_session.id'], filter: 'db.blocking_session.id', advanced: true },
  { id: 'blocking', text: 'Blocking SQL', group: 'db.blocking_sql', label: ['db.blocking_sql.sql', 'db.blocking_sql.id'], filter: 'db.blocking_sql.id', advanced: true },
  { id: 'plans', text: 'Plans', group: 'db.plans', label: ['db.plans.id'], filter: 'db.plans.id', advanced: true },
  { id: 'objects', text: 'Blocking objects', group: 'db.blocking_object', label: ['db.blocking_object.value', 'db.blocking_object.id'], filter: 'db.blocking_object.id', advanced: true },
];

const LIMIT = 10;

export function labelOf(slice: Slice, dimensions: Record<string, string>): string {
  if (slice.group === 'db.wait_event') {
    const type = dimensions['db.wait_event.type'] ?? '';
    const name = dimensions['db.wait_event.name'] ?? '';
    return type === name || type === '' ? name : `${type}:${name}`;
  }
  for (const name of slice.label) if (dimensions[name]) return dimensions[name]!;
  return 'unknown';
}

export interface Question {
  identifier: string;
  from: number;
  to: number;
  period: number;
  slice: Slice;
  filter: Record<string, string>;
}

/** The palette of a page: a key has one colour as long as it is open. */
export class Colors {
  private readonly palette = new Palette();
  private readonly events = new Map<string, string[]>();

  of(slice: Slice, dimensions: Record<string, string>, dark: boolean): string {
    const label = labelOf(slice, dimensions);
    const type = dimensions['db.wait_event.type'] ?? dimensions['db.wait_event_type.name'] ?? dimensions['db.cpu.state'];
    const own = type === undefined ? undefined : waitColor(type, dark);
    if (own === undefined) return this.palette.color(slice.id + label, dark);
    const seen = this.events.get(type!) ?? [];
    if (!seen.includes(label)) seen.push(label);
    this.events.set(type!, seen);
    return shade(own, seen.indexOf(label));
  }
}

export interface Load {
  data: ChartData;
  /** Sum of all, also of what has no series of its own. */
  total: (number | null)[];
}

/** Load over time by a slice; what the ten greatest leave over is the last series. */
export async function loadOf(pi: PIClient, asked: Question, colors: Colors, dark: boolean): Promise<Load> {
  const answer = await pi.send(
    new GetResourceMetricsCommand({
      ServiceType: 'RDS',
      Identifier: asked.identifier,
      StartTime: new Date(asked.from * 1000),
      EndTime: new Date(asked.to * 1000),
      PeriodInSeconds: asked.period,
      PeriodAlignment: 'START_TIME',
      MetricQueries: [
        {
          Metric: 'db.load.avg',
          GroupBy: { Group: asked.slice.group, Limit: LIMIT },
          ...(Object.keys(asked.filter).length > 0 ? { Filter: asked.filter } : {}),
        },
      ],
    }),
  );
  const begin = (answer.AlignedStartTime?.getTime() ?? asked.from * 1000) / 1000;
  const end = (answer.AlignedEndTime?.getTime() ?? asked.to * 1000) / 1000;
  const [all, ...groups] = answer.MetricList ?? [];
  const points = (list: typeof all) =>
    (list?.DataPoints ?? []).map((one) => ({ at: (one.Timestamp?.getTime() ?? 0) / 1000, value: one.Value ?? 0 }));
  const total = onGrid(begin, end, asked.period, points(all));
  const series: Series[] = groups.map((group) => {
    const dimensions = group.Key?.Dimensions ?? {};
    const values = onGrid(begin, end, asked.period, points(group)).values;
    return {
      key: JSON.stringify(dimensions),
      label: labelOf(asked.slice, dimensions),
      color: colors.of(asked.slice, dimensions, dark),
      values: values.map((one, nth) => (total.values[nth] == null ? null : (one ?? 0))),
    };
  });
  const rest = total.values.map((one, nth) =>
    one == null ? null : Math.max(0, one - series.reduce((sum, other) => sum + (other.values[nth] ?? 0), 0)),
  );
  if (series.length === 0 || rest.some((one) => (one ?? 0) > 0.005))
    series.push({ key: 'rest', label: series.length === 0 ? 'load' : 'others', color: dark ? '#7d8998' : '#9ba7b6', values: rest });
  return { data: { times: total.times, series }, total: total.values };
}

export interface TopRow {
  key: string;
  label: string;
  dimensions: Record<string, string>;
  total: number;
  parts: { label: string; color: string; value: number }[];
  statistics: Record<string, number>;
}

export const STATISTICS: { metric: string; text: string; unit: 'number' | 'millis' }[] = [
  { metric: 'db.sql_tokenized.stats.calls_per_sec.avg', text: 'Calls/s', unit: 'number' },
  { metric: 'db.sql_tokenized.stats.avg_latency_per_call.avg', text: 'Time/call', unit: 'millis' },
  { metric: 'db.sql_tokenized.stats.rows_per_call.avg', text: 'Rows/call', unit: 'number' },
  { metric: 'db.sql_tokenized.stats.shared_blks_hit_per_call.avg', text: 'Hits/call', unit: 'number' },
  { metric: 'db.sql_tokenized.stats.shared_blks_read_per_call.avg', text: 'Reads/call', unit: 'number' },
];

/** The greatest of a slice over the whole range, each told apart by waits. */
export async function topOf(pi: PIClient, asked: Question, colors: Colors, dark: boolean): Promise<TopRow[]> {
  const waits = SLICES[0]!;
  const digests = asked.slice.group === 'db.sql_tokenized';
  const answer = await pi.send(
    new DescribeDimensionKeysCommand({
      ServiceType: 'RDS',
      Identifier: asked.identifier,
      StartTime: new Date(asked.from * 1000),
      EndTime: new Date(asked.to * 1000),
      PeriodInSeconds: asked.period,
      Metric: 'db.load.avg',
      GroupBy: { Group: asked.slice.group, Limit: 25 },
      PartitionBy: { Group: waits.group, Limit: LIMIT },
      ...(digests ? { AdditionalMetrics: STATISTICS.map((one) => one.metric) } : {}),
      ...(Object.keys(asked.filter).length > 0 ? { Filter: asked.filter } : {}),
    }),
  );
  const partitions = (answer.PartitionKeys ?? []).map((one) => one.Dimensions ?? {});
  return (answer.Keys ?? []).map((one) => rowOf(one, partitions, asked.slice, waits, colors, dark));
}

function rowOf(
  one: DimensionKeyDescription,
  partitions: Record<string, string>[],
  slice: Slice,
  waits: Slice,
  colors: Colors,
  dark: boolean,
): TopRow {
  const dimensions = one.Dimensions ?? {};
  return {
    key: JSON.stringify(dimensions),
    label: labelOf(slice, dimensions),
    dimensions,
    total: one.Total ?? 0,
    parts: partitions
      .map((partition, nth) => ({
        label: labelOf(waits, partition),
        color: colors.of(waits, partition, dark),
        value: one.Partitions?.[nth] ?? 0,
      }))
      .filter((part) => part.value > 0.0005),
    statistics: one.AdditionalMetrics ?? {},
  };
}
