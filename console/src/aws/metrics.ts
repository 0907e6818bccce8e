import { GetMetricDataCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';

export interface MetricWanted {
  /** Of the answer; small letters and digits. */
  id: string;
  metric: string;
  statistic: string;
  dimensions: Record<string, string>;
  namespace?: string;
}

export type Points = { at: number; value: number }[];

/** Series of CloudWatch by id, ascending; at most 500 are asked for at once, as the API allows. */
export async function metrics(
  cloudWatch: CloudWatchClient,
  wanted: MetricWanted[],
  from: number,
  to: number,
  period: number,
): Promise<Map<string, Points>> {
  const found = new Map<string, Points>();
  for (let begin = 0; begin < wanted.length; begin += 500) {
    let token: string | undefined;
    do {
      const answer = await cloudWatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(from * 1000),
          EndTime: new Date(to * 1000),
          ScanBy: 'TimestampAscending',
          NextToken: token,
          MetricDataQueries: wanted.slice(begin, begin + 500).map((one) => ({
            Id: one.id,
            MetricStat: {
              Metric: {
                Namespace: one.namespace ?? 'AWS/RDS',
                MetricName: one.metric,
                Dimensions: Object.entries(one.dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: period,
              Stat: one.statistic,
            },
          })),
        }),
      );
      for (const result of answer.MetricDataResults ?? []) {
        const points = found.get(result.Id ?? '') ?? [];
        result.Timestamps?.forEach((at, nth) =>
          points.push({ at: at.getTime() / 1000, value: result.Values?.[nth] ?? 0 }),
        );
        found.set(result.Id ?? '', points);
      }
      token = answer.NextToken;
    } while (token);
  }
  return found;
}

export function newest(points: Points | undefined): number | undefined {
  return points?.at(-1)?.value;
}
