import { useState } from 'react';
import { moment, visible } from '../parts/format';
import { csv, type ChartData } from './model';

const ROWS_MAX = 300;

/** The numbers of a chart, for who cannot see it and who wants them elsewhere. */
export function ChartTable({ title, data, unit }: { title: string; data: ChartData; unit: (value: number) => string }) {
  const [open, setOpen] = useState(false);
  const download = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([csv(data)], { type: 'text/csv' }));
    link.download = title.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase() + '.csv';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const known = data.times
    .map((at, nth) => ({ at, nth }))
    .filter(({ nth }) => data.series.some((one) => one.values[nth] != null))
    .reverse();
  return (
    <div className="chart-table">
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the table' : 'As a table'}
      </button>
      <button type="button" onClick={download}>
        CSV
      </button>
      {open && (
        <div className="chart-table-rows" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {data.series.map((one) => (
                  <th key={one.key} scope="col">
                    {visible(one.label)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {known.slice(0, ROWS_MAX).map(({ at, nth }) => (
                <tr key={at}>
                  <th scope="row">{moment(new Date(at * 1000))}</th>
                  {data.series.map((one) => (
                    <td key={one.key}>{one.values[nth] == null ? '' : unit(one.values[nth]!)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {known.length > ROWS_MAX && <p>The newest {ROWS_MAX} of {known.length}; CSV has them all.</p>}
        </div>
      )}
    </div>
  );
}
