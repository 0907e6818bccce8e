import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import uPlot from 'uplot';
import { useDark } from '../shell/theme';
import { clock, moment, visible } from '../parts/format';
import { ChartTable } from './ChartTable';
import { lastKnown, stacked, type ChartData, type Mark } from './model';
import { options } from './options';

/**
 * A chart over time that can be read without seeing it: a sentence, a cursor that keys move and that
 * is read out, and the same numbers as a table.
 */
export function Chart({
  title,
  data,
  stack = false,
  height = 260,
  unit,
  limit,
  marks = [],
  zoom,
  syncKey,
  legend = true,
  table = true,
}: {
  title: string;
  data: ChartData;
  stack?: boolean;
  height?: number;
  unit: (value: number) => string;
  limit?: { value: number; label: string } | undefined;
  marks?: Mark[];
  zoom?: (from: number, to: number) => void;
  syncKey?: string;
  legend?: boolean;
  table?: boolean;
}) {
  const dark = useDark();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const [at, setAt] = useState<{ nth: number; left: number } | null>(null);
  const [begin, setBegin] = useState<number | null>(null);
  const marked = useRef(marks);
  marked.current = marks;
  const zoomed = useRef(zoom);
  zoomed.current = zoom;
  const columns = useMemo(
    () => (stack ? stacked(data) : [data.times, ...data.series.map((one) => one.values)]) as uPlot.AlignedData,
    [data, stack],
  );
  const newest = useRef(columns);
  newest.current = columns;
  const shape = JSON.stringify([data.series.map((one) => [one.key, one.color]), stack, height, dark, limit]);

  useEffect(() => {
    const element = place.current!;
    const began = performance.now();
    let first = true;
    const look = { width: Math.max(element.clientWidth, 200), height, stack, limit, unit, dark, syncKey };
    const drawn = new uPlot(
      options(look, data.series, {
        cursor: (nth, left) => setAt(nth === null || left < 0 ? null : { nth, left }),
        select: (from, to) => zoomed.current?.(from, to),
        drawn: () => {
          if (first) performance.measure('homeport-chart', { start: began, detail: title });
          first = false;
        },
        marks: () => marked.current,
      }),
      newest.current,
      element,
    );
    chart.current = drawn;
    const sized = new ResizeObserver(() => {
      const width = Math.max(element.clientWidth, 200);
      if (width !== drawn.width) drawn.setSize({ width, height });
    });
    sized.observe(element);
    return () => {
      sized.disconnect();
      drawn.destroy();
      chart.current = null;
    };
    // The shape is all of what the drawing is made from; numbers alone only redraw.
  }, [shape]);

  useEffect(() => {
    if (chart.current && chart.current.data !== columns) chart.current.setData(columns);
  }, [columns]);

  const describes = useId();
  const last = lastKnown(data);
  const read = at ? readAt(data, at.nth, unit, stack) : '';
  const move = (nth: number) => {
    const bound = Math.max(0, Math.min(data.times.length - 1, nth));
    const left = chart.current?.valToPos(data.times[bound]!, 'x') ?? 0;
    chart.current?.setCursor({ left, top: 10 });
  };
  const pressed = (event: KeyboardEvent) => {
    const here = at?.nth ?? last;
    const step = event.shiftKey ? 10 : 1;
    if (event.key === 'ArrowLeft') move(here - step);
    else if (event.key === 'ArrowRight') move(here + step);
    else if (event.key === 'm' && zoom) {
      const now = data.times[here];
      if (now === undefined) return;
      if (begin === null) setBegin(now);
      else {
        setBegin(null);
        if (now !== begin) zoom(Math.min(begin, now), Math.max(begin, now));
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <figure className="chart" aria-label={title}>
      <div
        className="chart-canvas"
        role="application"
        aria-roledescription="chart"
        aria-label={title}
        aria-describedby={describes}
        tabIndex={0}
        onKeyDown={pressed}
        style={{ minBlockSize: height }}
      >
        <div ref={place} />
        {at && <Tip data={data} nth={at.nth} left={at.left} unit={unit} stack={stack} width={chart.current?.width ?? 0} />}
      </div>
      <p id={describes} className="unseen">
        {summary(data, last, unit)} Arrow keys move the cursor{zoom ? ', m marks the begin and the end of a zoom' : ''}.
        {begin !== null ? ` Begin marked at ${clock(new Date(begin * 1000))}.` : ''}
      </p>
      <div aria-live="polite" className="unseen">
        {read}
      </div>
      {legend && <Legend data={data} />}
      {table && <ChartTable title={title} data={data} unit={unit} />}
    </figure>
  );
}

function Legend({ data }: { data: ChartData }) {
  return (
    <ul className="legend">
      {data.series.map((one) => (
        <li key={one.key} title={visible(one.label)}>
          <i style={{ background: one.color }} />
          {visible(one.label)}
        </li>
      ))}
    </ul>
  );
}

function Tip({ data, nth, left, unit, stack, width }: { data: ChartData; nth: number; left: number; unit: (value: number) => string; stack: boolean; width: number }) {
  const at = data.times[nth];
  if (at === undefined) return null;
  const rows = data.series
    .map((one) => ({ ...one, value: one.values[nth] ?? null }))
    .filter((one) => one.value !== null && (!stack || one.value > 0));
  if (stack) rows.sort((a, b) => b.value! - a.value!);
  const known = data.series.some((one) => one.values[nth] != null);
  return (
    <div className="tip" style={left > width / 2 ? { insetInlineEnd: width - left - 40 } : { insetInlineStart: left + 74 }}>
      <b>{moment(new Date(at * 1000))}</b>
      {!known && <div>no data</div>}
      {rows.slice(0, 12).map((one) => (
        <div key={one.key} className="tip-row">
          <i style={{ background: one.color }} />
          <span>{visible(one.label)}</span>
          <b>{unit(one.value!)}</b>
        </div>
      ))}
      {stack && rows.length > 1 && (
        <div className="tip-row">
          <i />
          <span>all</span>
          <b>{unit(rows.reduce((sum, one) => sum + one.value!, 0))}</b>
        </div>
      )}
    </div>
  );
}

function readAt(data: ChartData, nth: number, unit: (value: number) => string, stack: boolean): string {
  const at = data.times[nth];
  if (at === undefined) return '';
  const parts = data.series
    .filter((one) => one.values[nth] != null && (!stack || one.values[nth]! > 0))
    .map((one) => `${one.label} ${unit(one.values[nth]!)}`);
  return `${clock(new Date(at * 1000))}: ${parts.length > 0 ? parts.join(', ') : 'no data'}`;
}

function summary(data: ChartData, last: number, unit: (value: number) => string): string {
  if (last < 0) return 'No data.';
  return `From ${moment(new Date(data.times[0]! * 1000))} to ${moment(new Date(data.times[last]! * 1000))}. Newest: ${data.series
    .map((one) => `${one.label} ${one.values[last] == null ? 'no data' : unit(one.values[last]!)}`)
    .join(', ')}.`;
}
