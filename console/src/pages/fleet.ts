import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { DBInstance } from '@aws-sdk/client-rds';
import type { Points } from '../aws/metrics';

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
