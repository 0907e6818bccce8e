import { useId } from 'react';
import { seconds } from '../../parts/format';
import { ROLES, type Node } from './estate';

const LANE = 270;
const ROW = 132;
const BOX = { width: 226, height: 88 };
const TOP = 44;

/** Room below a row for lines that pass a lane. */
const BEND = 22;

const roleOf = ({ role }: Node) => `${ROLES[role].word} · ${ROLES[role].does}`;

interface Placed extends Node {
  x: number;
  y: number;
}

/** Servers in the lanes of their zones, who follows whom, and which of them each endpoint leads to. */
export function Topology({ nodes, lags, selected }: { nodes: Node[]; lags: Map<string, number>; selected: string }) {
  const title = useId();
  const zones = [...new Set(nodes.map((one) => one.zone || 'no zone yet'))].sort();
  const placed = place(nodes, zones);
  const below = placed.some((one) => isFar(placed.find((other) => other.key === one.source), one)) ? BEND : 0;
  const height = Math.max(...placed.map((one) => one.y), 0) + BOX.height + 20 + below;
  const width = zones.length * LANE;
  return (
    <div className="topology" tabIndex={0} role="region" aria-label="Topology">
      <svg viewBox={`0 0 ${width} ${height}`} style={{ minInlineSize: width * 0.8, maxInlineSize: width * 1.15 }} role="img" aria-labelledby={title}>
        <title id={title}>{inWords(nodes, lags)}</title>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto">
            <path d="M0 0L8 4L0 8z" className="topo-arrow" />
          </marker>
        </defs>
        {zones.map((zone, nth) => (
          <g key={zone}>
            <rect x={nth * LANE + 6} y={6} width={LANE - 12} height={height - 12} rx={10} className="topo-lane" />
            <text x={nth * LANE + LANE / 2} y={28} textAnchor="middle" className="topo-zone">{zone}</text>
          </g>
        ))}
        {placed.map((one) => {
          const source = placed.find((other) => other.key === one.source);
          return source ? <Edge key={one.key} from={source} to={one} lag={lags.get(one.id)} /> : null;
        })}
        {placed.map((one) => (
          <Server key={one.key} one={one} selected={one.id === selected && one.role !== 'standby'} />
        ))}
      </svg>
    </div>
  );
}

function place(nodes: Node[], zones: string[]): Placed[] {
  const taken = new Set<string>();
  let lowest = 0;
  let depth = 0;
  let base = 0;
  return nodes.map((one) => {
    if (one.depth > depth) {
      depth = one.depth;
      base = lowest + 1;
    }
    const lane = zones.indexOf(one.zone || 'no zone yet');
    let row = base;
    while (taken.has(`${lane}/${row}`)) row++;
    taken.add(`${lane}/${row}`);
    lowest = Math.max(lowest, row);
    return { ...one, x: lane * LANE + (LANE - BOX.width) / 2, y: TOP + row * ROW };
  });
}

/** In one row, with a lane between. */
function isFar(from: Placed | undefined, to: Placed): boolean {
  return from !== undefined && from.y === to.y && Math.abs(to.x - from.x) > LANE * 1.5;
}

function Edge({ from, to, lag }: { from: Placed; to: Placed; lag: number | undefined }) {
  const sideways = from.y === to.y;
  const right = to.x > from.x;
  const start = sideways
    ? { x: from.x + (right ? BOX.width : 0), y: from.y + BOX.height / 2 }
    : { x: from.x + BOX.width / 2, y: from.y + BOX.height };
  const end = sideways
    ? { x: to.x + (right ? 0 : BOX.width), y: to.y + BOX.height / 2 }
    : { x: to.x + BOX.width / 2, y: to.y };
  const label = to.sync ? 'sync' : lag === undefined ? 'async' : `lag ${seconds(lag)}`;
  const far = isFar(from, to);
  const path = far
    ? `M${from.x + BOX.width / 2} ${from.y + BOX.height}C${from.x + BOX.width / 2} ${from.y + BOX.height + 34} ${to.x + BOX.width / 2} ${to.y + BOX.height + 34} ${to.x + BOX.width / 2} ${to.y + BOX.height}`
    : `M${start.x} ${start.y}L${end.x} ${end.y}`;
  const middle = far
    ? { x: (from.x + to.x + BOX.width) / 2, y: from.y + BOX.height + 20 }
    : { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 - (sideways ? 6 : 0) };
  return (
    <g>
      <path d={path} className={to.sync ? 'topo-sync' : 'topo-async'} markerEnd="url(#arrow)" />
      <text x={middle.x} y={middle.y} textAnchor="middle" className="topo-label">{label}</text>
    </g>
  );
}

function Server({ one, selected }: { one: Placed; selected: boolean }) {
  const well = one.status === 'available';
  return (
    <g className={`topo-node topo-${one.role}${selected ? ' topo-selected' : ''}`}>
      <rect x={one.x} y={one.y} width={BOX.width} height={BOX.height} rx={8} className="topo-box" />
      <rect x={one.x} y={one.y + 8} width={4} height={BOX.height - 16} className="topo-role" />
      <text x={one.x + 14} y={one.y + 22} className="topo-name">{short(one.id)}</text>
      <text x={one.x + 14} y={one.y + 40} className="topo-word">{roleOf(one)}</text>
      <text x={one.x + 14} y={one.y + 58} className={well ? 'topo-well' : 'topo-ill'}>
        {well ? '●' : '◐'} {one.status}
      </text>
      <text x={one.x + 14} y={one.y + 76} className="topo-endpoint">
        {one.endpoint ? '⇥ ' + one.endpoint : one.role === 'standby' ? 'no clients' : ''}
      </text>
    </g>
  );
}

function short(id: string): string {
  return id.length > 26 ? id.slice(0, 25) + '…' : id;
}

function inWords(nodes: Node[], lags: Map<string, number>): string {
  return nodes
    .map((one) => {
      const lag = lags.get(one.id);
      const behind = one.role === 'replica' && lag !== undefined ? `, lag ${seconds(lag)}` : '';
      return `${one.id} in ${one.zone || 'no zone yet'}: ${roleOf(one)}, ${one.status}${behind}${one.endpoint ? `, endpoint ${one.endpoint}` : ''}.`;
    })
    .join(' ');
}
