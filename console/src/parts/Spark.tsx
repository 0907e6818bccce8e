import type { Points } from '../aws/metrics';

const WIDTH = 110;
const HEIGHT = 24;

/** A small line; what it means stands beside it in words. */
export function Spark({ points, from, to, limit }: { points: Points; from: number; to: number; limit?: number | undefined }) {
  if (points.length < 2) return <svg width={WIDTH} height={HEIGHT} aria-hidden="true" />;
  const most = Math.max(limit ?? 0, ...points.map((one) => one.value), 1e-9);
  const x = (at: number) => ((at - from) / (to - from)) * WIDTH;
  const y = (value: number) => HEIGHT - 1 - (value / most) * (HEIGHT - 3);
  const line = points.map((one, nth) => `${nth ? 'L' : 'M'}${x(one.at).toFixed(1)} ${y(one.value).toFixed(1)}`).join('');
  const end = x(points.at(-1)!.at).toFixed(1);
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true" className="spark">
      <path d={`${line}L${end} ${HEIGHT}L${x(points[0]!.at).toFixed(1)} ${HEIGHT}Z`} className="spark-area" />
      <path d={line} className="spark-line" />
      {limit !== undefined && <line x1="0" x2={WIDTH} y1={y(limit)} y2={y(limit)} className="spark-limit" />}
    </svg>
  );
}
