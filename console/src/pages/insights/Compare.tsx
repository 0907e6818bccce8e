import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useClients } from '../../aws/clients';
import { useAsk } from '../../aws/useAsk';
import { day, number, visible } from '../../parts/format';
import { Answer, Empty } from '../../parts/States';
import { useDark } from '../../shell/theme';
import { topOf, type Slice } from './load';
import { moving, type Range } from './range';
import type { Shared } from './Top';

const WEEK = 7 * 86400;

/** The same hours a week before: what grew, and by how much. */
export function Compare({ identifier, range, filter, colors, slice }: Shared & { slice: Slice; range: Range }) {
  const { pi } = useClients();
  const dark = useDark();
  const ask = useAsk(`compare/${identifier}/${range.key}/${slice.id}/${JSON.stringify(filter)}`, async () => {
    const now = range.live ? moving(range.last, Date.now() / 1000) : range;
    const asked = { identifier, slice, filter };
    const period = Math.max(now.period, 60); // single ticks are kept for a week
    const [these, those] = await Promise.all([
      topOf(pi, { ...asked, from: now.from, to: now.to, period: now.period }, colors, dark),
      topOf(pi, { ...asked, from: now.from - WEEK, to: now.to - WEEK, period }, colors, dark),
    ]);
    const rows = new Map<string, { key: string; label: string; now: number; before: number }>();
    for (const one of these) rows.set(one.key, { key: one.key, label: one.label, now: one.total, before: 0 });
    for (const one of those) {
      const known = rows.get(one.key);
      if (known) known.before = one.total;
      else rows.set(one.key, { key: one.key, label: one.label, now: 0, before: one.total });
    }
    return {
      since: new Date((now.from - WEEK) * 1000),
      rows: [...rows.values()].sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before)),
      known: those.length > 0,
    };
  });
  return (
    <Container header={<Header variant="h2">Compared with a week before</Header>}>
      <Answer ask={ask} what="last week">
        {(told) =>
          told.known ? (
            <Table
              items={told.rows}
              trackBy="key"
              variant="borderless"
              contentDensity="compact"
              ariaLabels={{ tableLabel: 'Compared with a week before' }}
              columnDefinitions={[
                { id: 'what', header: slice.text, isRowHeader: true, cell: (one) => visible(one.label).slice(0, 120) },
                { id: 'before', header: day(told.since), cell: (one) => number(one.before, 2) },
                { id: 'now', header: 'Now', cell: (one) => number(one.now, 2) },
                { id: 'change', header: 'Change', cell: (one) => (one.now >= one.before ? '+' : '−') + number(Math.abs(one.now - one.before), 2) },
              ]}
            />
          ) : (
            <Empty title="Nothing is known of that time">The instance was not there a week before, was idle, or Performance Insights was off.</Empty>
          )
        }
      </Answer>
    </Container>
  );
}
