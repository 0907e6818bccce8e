import { GetDimensionKeyDetailsCommand } from '@aws-sdk/client-pi';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useClients } from '../../aws/clients';
import { useAsk } from '../../aws/useAsk';
import { Copyable } from '../../parts/Copyable';
import { millis, number, visible } from '../../parts/format';
import { Answer, Empty, Failed } from '../../parts/States';
import { useDark } from '../../shell/theme';
import { useParameter } from '../../url/location';
import { SLICES, STATISTICS, topOf, type Colors, type Slice, type TopRow } from './load';
import { Plans } from './Plans';
import { moving, type Range } from './range';

/** Of the greatest, in pixels. */
const BAR = 150;

export interface Shared {
  identifier: string;
  range: Range;
  filter: Record<string, string>;
  colors: Colors;
  /** The instance is in the advanced mode. */
  advanced: boolean;
}

/** The greatest of a slice, with bars that say what they wait for. */
export function Top({ identifier, range, filter, colors, advanced, slice, narrow }: Shared & { slice: Slice; narrow: (dimension: string, value: string) => void }) {
  const { pi } = useClients();
  const dark = useDark();
  const [chosen, setChosen] = useParameter('sql', '');
  const digests = slice.id === 'sql';
  const ask = useAsk(
    `top/${identifier}/${range.key}/${slice.id}/${JSON.stringify(filter)}/${dark}`,
    () => topOf(pi, { identifier, slice, filter, ...(range.live ? moving(range.last, Date.now() / 1000) : range) }, colors, dark),
    range.live ? 5000 : 0,
  );
  const most = Math.max(...(ask.data ?? []).map((one) => one.total), 1e-9);
  const idOf = (one: TopRow) => one.dimensions['db.sql_tokenized.id'] ?? '';
  const columns: TableProps.ColumnDefinition<TopRow>[] = [
    { id: 'load', header: 'Load by waits', minWidth: 220, cell: (one) => <Bar one={one} most={most} /> },
    {
      id: 'what',
      header: digests ? 'Statement' : slice.text,
      isRowHeader: true,
      minWidth: 260,
      cell: (one) =>
        digests ? (
          <Button variant="inline-link" onClick={() => setChosen(idOf(one))}>
            <span className="letters">{visible(one.label).slice(0, 160)}</span>
          </Button>
        ) : (
          visible(one.label)
        ),
    },
    ...(digests
      ? STATISTICS.map((statistic) => ({
          id: statistic.metric,
          header: statistic.text,
          cell: (one: TopRow) => {
            const value = one.statistics[statistic.metric];
            return statistic.unit === 'millis' ? millis(value) : number(value, 2);
          },
        }))
      : []),
    {
      id: 'filter',
      header: '',
      minWidth: 110,
      cell: (one) => (
        <Button variant="inline-link" ariaLabel={`Only this: ${visible(one.label).slice(0, 80)}`} onClick={() => narrow(slice.filter, one.dimensions[slice.filter] ?? '')} disabled={!one.dimensions[slice.filter]}>
          Only this
        </Button>
      ),
    },
  ];
  return (
    <SpaceBetween size="m">
      {ask.failure && <Failed failure={ask.failure} retry={ask.retry} />}
      <Table
        items={ask.data ?? []}
        trackBy="key"
        loading={ask.loading}
        loadingText="Loading the top of the load"
        contentDensity="compact"
        wrapLines={false}
        ariaLabels={{ tableLabel: digests ? 'Top SQL' : slice.text }}
        empty={<Empty title="No active sessions in this range">The database was idle.</Empty>}
        columnDefinitions={columns}
      />
      {digests && chosen !== '' && (
        <Statement key={chosen} identifier={identifier} range={range} filter={filter} colors={colors} advanced={advanced} digest={chosen} row={ask.data?.find((one) => idOf(one) === chosen)} close={() => setChosen('')} />
      )}
    </SpaceBetween>
  );
}

function Bar({ one, most }: { one: TopRow; most: number }) {
  return (
    <div className="load-bar">
      <b title={one.parts.map((part) => `${part.label} ${number(part.value, 2)}`).join(', ')}>{number(one.total, 2)}</b>
      <div className="load-bar-line" style={{ inlineSize: Math.max((one.total / most) * BAR, 2) }}>
        {one.parts.map((part) => (
          <span key={part.label} title={`${part.label} ${number(part.value, 2)}`} style={{ background: part.color, flexGrow: part.value }} />
        ))}
      </div>
    </div>
  );
}

/** One digest: its whole text, what it waits for, its literal texts, and who runs it. */
function Statement({ identifier, range, filter, colors, advanced, digest, row, close }: Shared & { digest: string; row: TopRow | undefined; close: () => void }) {
  const { pi } = useClients();
  const dark = useDark();
  const text = useAsk(`text/${identifier}/${digest}`, async () => {
    const answer = await pi.send(new GetDimensionKeyDetailsCommand({
      ServiceType: 'RDS', Identifier: identifier, Group: 'db.sql_tokenized', GroupIdentifier: digest, RequestedDimensions: ['db.sql_tokenized.statement'],
    }));
    return answer.Dimensions?.[0]?.Value ?? row?.label ?? '';
  });
  const own = { ...filter, 'db.sql_tokenized.id': digest };
  const around = ['users', 'applications', 'hosts'].map((id) => SLICES.find((one) => one.id === id)!);
  const who = useAsk(`who/${identifier}/${range.key}/${digest}/${dark}`, () => {
    const at = range.live ? moving(range.last, Date.now() / 1000) : range;
    return Promise.all(around.map((slice) => topOf(pi, { identifier, slice, filter: own, ...at }, colors, dark)));
  });
  return (
    <Container
      data-testid="statement"
      header={<Header variant="h2" actions={<Button onClick={close}>Close</Button>} description={`Digest ${digest}`}>Statement</Header>}
    >
      <SpaceBetween size="m">
        <Answer ask={text} what="the text">{(whole) => <Copyable what="statement" text={whole} />}</Answer>
        {row && (
          <ul className="legend">
            {row.parts.map((part) => (
              <li key={part.label}><i style={{ background: part.color }} />{visible(part.label)} {number(part.value, 2)}</li>
            ))}
          </ul>
        )}
        {advanced && <Plans identifier={identifier} range={range} filter={filter} colors={colors} advanced digest={digest} />}
        <Answer ask={who} what="who runs it">
          {(groups) => (
            <SpaceBetween size="xs">
              {groups.map((rows, nth) => (
                <div key={nth}>
                  <Box variant="awsui-key-label">{around[nth]!.text}</Box>
                  {rows.map((one) => `${visible(one.label)} ${number(one.total, 2)}`).join(' · ') || '–'}
                </div>
              ))}
            </SpaceBetween>
          )}
        </Answer>
      </SpaceBetween>
    </Container>
  );
}
