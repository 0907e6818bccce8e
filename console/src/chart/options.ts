import uPlot from 'uplot';
import type { Mark, Series } from './model';

/** What the drawing needs beside its numbers. */
export interface Look {
  width: number;
  height: number;
  stack: boolean;
  /** A line that load is compared with. */
  limit?: { value: number; label: string } | undefined;
  unit: (value: number) => string;
  dark: boolean;
  syncKey?: string | undefined;
}

const FONT = '12px "Open Sans", system-ui, sans-serif';

export interface Hooks {
  cursor: (nth: number | null, left: number) => void;
  select: (from: number, to: number) => void;
  drawn: () => void;
  marks: () => Mark[];
}

export function options(look: Look, series: Series[], hooks: Hooks): uPlot.Options {
  const ink = look.dark ? '#a4a4ad' : '#5f6b7a';
  const grid = look.dark ? '#2b3440' : '#e9ebed';
  const ordered = look.stack ? [...series].reverse() : series;
  return {
    width: look.width,
    height: look.height,
    legend: { show: false },
    padding: [10, 12, 0, 0],
    cursor: {
      y: false,
      points: { show: !look.stack },
      drag: { x: true, y: false, setScale: false },
      ...(look.syncKey ? { sync: { key: look.syncKey, setSeries: false } } : {}),
    },
    scales: {
      x: { time: true },
      y: {
        range: (_chart, _min, max) => [
          0,
          Math.max((max || 0) * 1.08, nearLimit(max || 0, look) ?? 0, 0.0001) || 1,
        ],
      },
    },
    axes: [
      { stroke: ink, font: FONT, grid: { show: false }, ticks: { stroke: grid, size: 4 }, size: 30, space: look.width > 600 ? 90 : 64, values: clockLabels },
      {
        stroke: ink,
        font: FONT,
        grid: { stroke: grid, width: 1 },
        ticks: { show: false },
        size: 58,
        values: (_chart, splits) => splits.map((one) => look.unit(one)),
      },
    ],
    series: [
      {},
      ...ordered.map((one): uPlot.Series => ({
        label: one.key,
        stroke: one.color,
        width: look.stack ? 0 : 1.5,
        ...(look.stack ? { fill: one.color, paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
        ...(look.stack ? { points: { show: false } } : { points: { size: 4 } }),
        spanGaps: false,
      })),
    ],
    hooks: {
      draw: [
        (chart) => {
          if (look.stack) drawGaps(chart, look);
          drawLimit(chart, look);
          drawMarks(chart, look, hooks.marks());
          hooks.drawn();
        },
      ],
      setCursor: [(chart) => hooks.cursor(chart.cursor.idx ?? null, chart.cursor.left ?? -1)],
      setSelect: [
        (chart) => {
          if (chart.select.width < 4) return;
          const from = chart.posToVal(chart.select.left, 'x');
          const to = chart.posToVal(chart.select.left + chart.select.width, 'x');
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          hooks.select(from, to);
        },
      ],
    },
  };
}

/** The limit is in sight as soon as load comes near it, and does not flatten a small one. */
function nearLimit(max: number, look: Look): number | undefined {
  if (!look.limit) return undefined;
  return max > look.limit.value * 0.25 || max === 0 ? look.limit.value * 1.15 : undefined;
}

const two = (value: number) => String(value).padStart(2, '0');

function clockLabels(_chart: uPlot, splits: number[], _axis: number, _space: number, step: number): string[] {
  let before = '';
  return splits.map((one) => {
    const at = new Date(one * 1000);
    const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    if (step >= 86400) return day;
    const time = `${two(at.getHours())}:${two(at.getMinutes())}${step < 60 ? ':' + two(at.getSeconds()) : ''}`;
    const text = before !== '' && before !== day ? `${day} ${time}` : time;
    before = day;
    return text;
  });
}

function drawLimit(chart: uPlot, look: Look): void {
  if (!look.limit) return;
  const y = Math.round(chart.valToPos(look.limit.value, 'y', true)) + 0.5;
  const { left, top, width } = chart.bbox;
  if (y < top) return;
  const context = chart.ctx;
  context.save();
  context.strokeStyle = look.dark ? '#ff7a7a' : '#b3261e';
  context.fillStyle = context.strokeStyle;
  context.setLineDash([7, 5]);
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(left + width, y);
  context.stroke();
  context.font = scaled(12);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const ratio = window.devicePixelRatio;
  const wide = context.measureText(look.limit.label).width + 12 * ratio;
  const box = { x: left + width - wide, y: y - 20 * ratio };
  context.setLineDash([]);
  context.beginPath();
  context.roundRect(box.x, box.y, wide, 16 * ratio, 4 * ratio);
  context.fill();
  context.fillStyle = look.dark ? '#161d26' : '#ffffff';
  context.fillText(look.limit.label, left + width - 6 * ratio, y - 12 * ratio);
  context.restore();
}

function scaled(size: number): string {
  return `${size * window.devicePixelRatio}px "Open Sans", system-ui, sans-serif`;
}

/** What nobody measured is hatched: it is not zero. What is to come is not drawn. */
function drawGaps(chart: uPlot, look: Look): void {
  const times = chart.data[0];
  const top = chart.data[1];
  if (!top || times.length < 2) return;
  let last = times.length - 1;
  while (last >= 0 && top[last] == null) last--;
  let first = 0;
  while (first <= last && top[first] == null) first++;
  for (let nth = first; nth <= last; nth++) {
    if (top[nth] != null) continue;
    let end = nth;
    while (end <= last && top[end] == null) end++;
    hatch(chart, times[nth]!, times[Math.min(end, times.length - 1)]!, look.dark);
    nth = end;
  }
}

function hatch(chart: uPlot, from: number, to: number, dark: boolean): void {
  const left = chart.valToPos(from, 'x', true);
  const right = Math.max(chart.valToPos(to, 'x', true), left + 2);
  const { top, height } = chart.bbox;
  const context = chart.ctx;
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, height);
  context.clip();
  context.strokeStyle = dark ? '#424650' : '#c6c6cd';
  context.lineWidth = 1;
  context.beginPath();
  for (let x = left - height; x < right; x += 9) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}

function drawMarks(chart: uPlot, look: Look, marks: Mark[]): void {
  const context = chart.ctx;
  const { left, top, width, height } = chart.bbox;
  context.save();
  context.strokeStyle = look.dark ? '#ebebf0' : '#0f141a';
  context.fillStyle = context.strokeStyle;
  context.font = scaled(11);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  let free = left;
  for (const mark of marks) {
    const x = Math.round(chart.valToPos(mark.at, 'x', true)) + 0.5;
    if (x < left || x > left + width) continue;
    context.globalAlpha = 0.45;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    context.globalAlpha = 0.9;
    const wide = context.measureText(mark.label).width;
    if (x + 4 >= free && x + wide < left + width) {
      context.fillText(mark.label, x + 4, top + 12 * window.devicePixelRatio);
      free = x + wide + 16;
    }
  }
  context.restore();
}
