import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useClients } from '../../aws/clients';
import { useAsk } from '../../aws/useAsk';
import { moment, number, visible } from '../../parts/format';
import { Answer, Empty } from '../../parts/States';
import { useDark } from '../../shell/theme';
import { topOf, type Slice } from './load';
import { moving, type Range } from './range';
import type { Shared } from './Top';

/** With what a range is compared: one as long, so many seconds before it; none is the one just before. */
export const BEFORES: { id: string; text: string; title: string; seconds?: number }[] = [
  { id: 'last', text: 'the time just before', title: 'Compared with the time just before' },
  { id: 'day', text: 'a day before', title: 'Compared with a day before', seconds: 86400 },
  { id: 'week', text: 'a week before', title: 'Compared with a week before', seconds: 7 * 86400 },
];

/** What grew since then, and by how much. */
export function Compare({ identifier, range, filter, colors, slice, with: chosen }: Shared & { slice: Slice; range: Range; with: string }) {
  const before = BEFORES.find((one) => one.id === chosen)!;
  const { pi } = useClients();
  const dark = useDark();
  const ask = useAsk(`compare/${identifier}/${chosen}/${range.key}/${slice.id}/${JSON.stringify(filter)}`, async () => {
    const now = range.live ? moving(range.last, Date.now() / 1000) : range;
    const asked = { identifier, slice, filter };
    const back = before.seconds ?? now.to - now.from;
    const period = back > 86400 ? Math.max(now.period, 60) : now.period; // single ticks are kept for a week
    const [these, those] = await Promise.all([
      topOf(pi, { ...asked, from: now.from, to: now.to, period: now.period }, colors, dark),
      topOf(pi, { ...asked, from: now.from - back, to: now.to - back, period }, colors, dark),
    ]);
    const rows = new Map<string, { key: string; label: string; now: number; before: number }>();
    for (const one of these) rows.set(one.key, { key: one.key, label: one.label, now: one.total, before: 0 });
    for (const one of those) {
      const known = rows.get(one.key);
      if (known) known.before = one.total;
      else rows.set(one.key, { key: one.key, label: one.label, now: 0, before: one.total });
    }
    return {
      since: new Date((now.from - back) * 1000),
      rows: [...rows.values()].sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before)),
      known: those.length > 0,
    };
  });
  return (
    <Container header={<Header variant="h2">{before.title}</Header>}>
      <Answer ask={ask} what="the time before">
        {(told) =>
          told.known ? (
            <Table
              items={told.rows}
              trackBy="key"
              variant="borderless"
              contentDensity="compact"
              ariaLabels={{ tableLabel: before.title }}
              columnDefinitions={[
                { id: 'what', header: slice.text, isRowHeader: true, cell: (one) => visible(one.label).slice(0, 120) },
                { id: 'before', header: moment(told.since), cell: (one) => number(one.before, 2) },
                { id: 'now', header: 'Now', cell: (one) => number(one.now, 2) },
                { id: 'change', header: 'Change', cell: (one) => (one.now >= one.before ? '+' : '−') + number(Math.abs(one.now - one.before), 2) },
              ]}
            />
          ) : (
            <Empty title="Nothing is known of that time">The instance was not there then, was idle, or Performance Insights was off.</Empty>
          )
        }
      </Answer>
    </Container>
  );
}
