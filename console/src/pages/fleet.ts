import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { DBCluster, DBInstance } from '@aws-sdk/client-rds';
import type { Points } from '../aws/metrics';
import { estate, nodes, type Node } from './database/estate';

/** How an instance stands: by what its load is to its vCPUs. Source of the words: AWS's fleet page. */
export type Health = 'high' | 'warning' | 'ok' | 'idle' | 'unknown' | 'down';

export interface Member {
  instance: DBInstance;
  id: string;
  load: Points;
  /** Load to vCPUs, 1 is as much as they can do. */
  relative: Points;
  cpu: Points;
  connections: Points;
  alarms: MetricAlarm[];
  health: Health;
}

const HIGH = 1;
const WARNING = 0.75;
const IDLE = 0.01;

export function healthOf(instance: DBInstance, relative: Points, cpu: Points): Health {
  const status = instance.DBInstanceStatus ?? '';
  if (/stopped|stopping|failed|incompatible|error|storage-full/.test(status)) return 'down';
  const newest = relative.at(-1)?.value ?? (cpu.length > 0 ? cpu.at(-1)!.value / 100 : undefined);
  if (newest === undefined) return 'unknown';
  if (newest >= HIGH) return 'high';
  if (newest >= WARNING) return 'warning';
  return newest < IDLE ? 'idle' : 'ok';
}

export const HEALTHS: { health: Health; word: string; sign: string }[] = [
  { health: 'high', word: 'High', sign: '▲' },
  { health: 'warning', word: 'Warning', sign: '!' },
  { health: 'ok', word: 'OK', sign: '' },
  { health: 'idle', word: 'Idle', sign: '·' },
  { health: 'down', word: 'Down', sign: '×' },
  { health: 'unknown', word: 'No data', sign: '?' },
];

/** vCPUs of a class, from the two metrics that CloudWatch has of them. */
export function vcpus(load: Points, relative: Points): number | undefined {
  for (let nth = load.length - 1; nth >= 0; nth--) {
    const part = relative.find((one) => one.at === load[nth]!.at)?.value ?? 0;
    if (part > 0.005 && load[nth]!.value > 0.005) return Math.round(load[nth]!.value / part);
  }
  return undefined;
}

export function alarmsOf(alarms: MetricAlarm[], id: string): MetricAlarm[] {
  return alarms.filter(
    (alarm) =>
      alarm.Dimensions?.some((one) => one.Name === 'DBInstanceIdentifier' && one.Value === id) ||
      alarm.Metrics?.some((metric) => metric.MetricStat?.Metric?.Dimensions?.some((one) => one.Value === id)),
  );
}

/** A cluster, or an instance. */
export interface Row {
  id: string;
  /** 0 is followed by those that belong to it: members of a cluster, replicas of an instance. */
  depth: number;
  /** What it belongs to, a cluster or a source. */
  of?: string | undefined;
  cluster?: DBCluster | undefined;
  member?: Member | undefined;
  /** An instance's, with its standby. */
  servers: Node[];
}

/** Databases, each with those that belong to it; in the order of the first of its members. */
export function databases(members: Member[], clusters: DBCluster[]): Row[][] {
  const instances = members.map((one) => one.instance);
  const seen = new Set<string>();
  const found: Row[][] = [];
  for (const { id } of members) {
    if (seen.has(id)) continue;
    const rows = rowsOf(nodes(estate(id, instances, clusters)), members, clusters);
    // A member is known before its cluster names it.
    if (!rows.some((row) => row.id === id)) rows.push(rowOf(id, [], members));
    for (const row of rows) seen.add(row.id);
    found.push(rows);
  }
  for (const cluster of clusters) if (!seen.has(cluster.DBClusterIdentifier!)) found.push([headOf(cluster, 0)]);
  return found;
}

function rowsOf(servers: Node[], members: Member[], clusters: DBCluster[]): Row[] {
  const rows: Row[] = [];
  for (const { id, key, depth } of servers) {
    if (key !== id) continue; // a standby stands beside its primary
    const row = rowOf(id, servers.filter((one) => one.id === id), members);
    const cluster = clusters.find((one) => one.DBClusterIdentifier === row.member?.instance.DBClusterIdentifier);
    if (cluster && !rows.some((one) => one.cluster === cluster)) rows.push(headOf(cluster, depth));
    rows.push({ ...row, depth: cluster ? depth + 1 : depth });
  }
  return rows;
}

function headOf(cluster: DBCluster, depth: number): Row {
  return { id: cluster.DBClusterIdentifier!, depth, cluster, servers: [] };
}

function rowOf(id: string, servers: Node[], members: Member[]): Row {
  const member = members.find((one) => one.id === id);
  return { id, depth: 0, of: member?.instance.DBClusterIdentifier ?? servers[0]?.source, member, servers };
}

/** In which something is, in their order. */
export function zonesOf(rows: Row[]): string[] {
  return [...new Set(rows.flatMap((row) => row.servers.map((one) => one.zone)))].filter(Boolean).sort();
}
