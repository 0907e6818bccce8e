import { GetResourceMetricsCommand, ListAvailableResourceMetricsCommand } from '@aws-sdk/client-pi';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useClients } from '../../aws/clients';
import { allPages, useAsk } from '../../aws/useAsk';
import { Chart } from '../../chart/Chart';
import { lastKnown, onGrid, type ChartData } from '../../chart/model';
import { number } from '../../parts/format';
import { Answer, Empty, Failed } from '../../parts/States';
import { useDark } from '../../shell/theme';
import { useParameter } from '../../url/location';
import { moving, type Range } from './range';

const DEFAULTS = [
  'db.Transactions.xact_commit',
  'db.Transactions.blocked_transactions',
  'db.User.numbackends',
  'db.Cache.blks_hit',
  'db.IO.blks_read',
  'db.SQL.tup_fetched',
  'os.cpuUtilization.total',
  'os.memory.db.residentSetSize',
];
const COUNTERS_MAX = 15; // of one request

/** Counters of PostgreSQL and of the operating system, under one cursor with the load. */
export function Counters({ identifier, range, zoom }: { identifier: string; range: Range; zoom: (from: number, to: number) => void }) {
  const { pi } = useClients();
  const dark = useDark();
  const [text, setText] = useParameter('counters', DEFAULTS.join(','));
  const chosen = text.split(',').filter(Boolean).slice(0, COUNTERS_MAX);
  const offers = useAsk('counters/' + identifier, () =>
    allPages(async (token) => {
      const answer = await pi.send(new ListAvailableResourceMetricsCommand({ ServiceType: 'RDS', Identifier: identifier, MetricTypes: ['db', 'os'], NextToken: token }));
      return { items: answer.Metrics, next: answer.NextToken };
    }),
  );
  const ask = useAsk(`counted/${identifier}/${range.key}/${text}/${dark}`, async () => {
    const window = range.live ? moving(range.last, Date.now() / 1000) : range;
    const period = window.period === 1 ? 1 : window.period;
    const answer = await pi.send(new GetResourceMetricsCommand({
      ServiceType: 'RDS', Identifier: identifier, StartTime: new Date(window.from * 1000), EndTime: new Date(window.to * 1000),
      PeriodInSeconds: period, PeriodAlignment: 'START_TIME',
      MetricQueries: chosen.map((name) => ({ Metric: name + '.avg' })),
    }));
    return (answer.MetricList ?? []).map((one, nth): { name: string; data: ChartData } => {
      const points = (one.DataPoints ?? []).map((point) => ({ at: point.Timestamp!.getTime() / 1000, value: point.Value ?? 0 }));
      // Counters are read every ten seconds: between two readings there is nothing to draw.
      const step = period === 1 ? 10 : period;
      const from = Math.floor(window.from / step) * step;
      const grid = onGrid(from, window.to, step, points.map((point) => ({ at: Math.floor(point.at / step) * step, value: point.value })));
      const color = (dark ? ['#6b9ae0', '#55b8ab', '#e07f9d', '#ec9455'] : ['#3c6fbf', '#2f8f83', '#c2577e', '#d2691e'])[nth % 4]!;
      return { name: chosen[nth]!, data: { times: grid.times, series: [{ key: chosen[nth]!, label: chosen[nth]!, color, values: grid.values }] } };
    });
  }, range.live ? 5000 : 0);
  const unitOf = (name: string) => offers.data?.find((one) => one.Metric === name)?.Unit ?? '';
  return (
    <Container header={<Header variant="h2">Counters</Header>}>
      <SpaceBetween size="m">
        {offers.failure && <Failed failure={offers.failure} retry={offers.retry} />}
        <Multiselect
          selectedOptions={chosen.map((value) => ({ value, label: value }))}
          onChange={({ detail }) => setText(detail.selectedOptions.map((one) => one.value!).slice(0, COUNTERS_MAX).join(','))}
          options={(offers.data ?? []).map((one) => ({ value: one.Metric!, label: one.Metric!, description: one.Description }))}
          filteringType="auto"
          filteringAriaLabel="Find counters"
          placeholder="Counters"
          ariaLabel="Counters"
          tokenLimit={0}
          deselectAriaLabel={(one) => `Remove ${one.label}`}
          statusType={offers.loading ? 'loading' : 'finished'}
        />
        <Answer ask={ask} what="the counters">
          {(charts) =>
            charts.length === 0 ? (
              <Empty title="No counters are chosen" />
            ) : (
              <Grid gridDefinition={charts.map(() => ({ colspan: { default: 12, s: 6 } }))}>
                {charts.map((one) => (
                  <div key={one.name}>
                    <h3 className="chart-title">{one.name} <small>{unitOf(one.name)}</small></h3>
                    {lastKnown(one.data) < 0 ? (
                      <Empty title="Nothing was read in this range" />
                    ) : (
                      <Chart title={one.name} data={one.data} unit={(value) => number(value)} height={150} zoom={zoom} legend={false} syncKey="insights" />
                    )}
                  </div>
                ))}
              </Grid>
            )
          }
        </Answer>
      </SpaceBetween>
    </Container>
  );
}
