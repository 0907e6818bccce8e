/** A series of a chart. Values are as they were told: sums for stacking are made when drawing. */
export interface Series {
  key: string;
  label: string;
  color: string;
  /** One for each time; null where nothing is known. */
  values: (number | null)[];
}

export interface Mark {
  /** Epoch seconds. */
  at: number;
  label: string;
}

export interface ChartData {
  /** Epoch seconds, ascending, evenly spaced. */
  times: number[];
  series: Series[];
}

/** Points of an API, which leaves out what is not known, on an even grid with nulls. */
export function onGrid(
  from: number,
  to: number,
  step: number,
  points: { at: number; value: number }[],
): { times: number[]; values: (number | null)[] } {
  const times: number[] = [];
  for (let at = from; at < to; at += step) times.push(at);
  const values = new Array<number | null>(times.length).fill(null);
  for (const point of points) {
    const nth = Math.round((point.at - from) / step);
    if (nth >= 0 && nth < values.length) values[nth] = point.value;
  }
  return { times, values };
}

/** The last time that has a value in any series, or -1. */
export function lastKnown(data: ChartData): number {
  for (let nth = data.times.length - 1; nth >= 0; nth--)
    if (data.series.some((one) => one.values[nth] != null)) return nth;
  return -1;
}

/**
 * Columns for uPlot: times, then running sums with the greatest first, so that what is drawn later
 * covers it but for its own share. A time of which nothing is known is a gap in all of them.
 */
export function stacked(data: ChartData): (number | null)[][] {
  const count = data.times.length;
  const columns: (number | null)[][] = [];
  const sum = new Array<number | null>(count);
  for (let nth = 0; nth < count; nth++)
    sum[nth] = data.series.some((one) => one.values[nth] != null) ? 0 : null;
  for (const one of data.series) {
    const column = new Array<number | null>(count);
    for (let nth = 0; nth < count; nth++) {
      const below = sum[nth];
      column[nth] = below == null ? null : below + (one.values[nth] ?? 0);
    }
    for (let nth = 0; nth < count; nth++) sum[nth] = column[nth]!;
    columns.push(column);
  }
  return [data.times, ...columns.reverse()];
}

export function mean(values: (number | null)[]): number | undefined {
  let sum = 0;
  let count = 0;
  for (const one of values)
    if (one != null) {
      sum += one;
      count++;
    }
  return count === 0 ? undefined : sum / count;
}

export function csv(data: ChartData): string {
  const cell = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [['time', ...data.series.map((one) => cell(one.label))].join(',')];
  data.times.forEach((at, nth) =>
    lines.push(
      [new Date(at * 1000).toISOString(), ...data.series.map((one) => one.values[nth] ?? '')].join(','),
    ),
  );
  return lines.join('\n') + '\n';
}
