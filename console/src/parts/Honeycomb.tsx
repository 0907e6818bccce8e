import { href, go } from '../url/location';
import { HEALTHS, type Health } from '../pages/fleet';

export interface Cell {
  id: string;
  health: Health;
  says: string;
}

/** One cell for each instance; its sign tells what its colour tells. */
export function Honeycomb({ cells }: { cells: Cell[] }) {
  return (
    <ul className="comb" aria-label="State of each instance">
      {cells.map((one) => {
        const known = HEALTHS.find((health) => health.health === one.health)!;
        const to = href(`/databases/${encodeURIComponent(one.id)}`);
        return (
          <li key={one.id}>
            <a
              className={`cell cell-${one.health}`}
              href={to}
              title={one.says}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                go(to);
              }}
            >
              <span aria-hidden="true">{known.sign}</span>
              <span className="unseen">{one.says}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
