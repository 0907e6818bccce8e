import { ModifyDBInstanceCommand, type DBInstance } from '@aws-sdk/client-rds';
import { GetResourceMetricsCommand } from '@aws-sdk/client-pi';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import TokenGroup from '@cloudscape-design/components/token-group';
import { SCROLL } from '../parts/words';
import { DescribeEventsCommand } from '@aws-sdk/client-rds';
import { useRef, useState } from 'react';
import { useClients } from '../aws/clients';
import { failureOf, type Failure } from '../aws/failure';
import { allPages, useAsk } from '../aws/useAsk';
import { Chart } from '../chart/Chart';
import { lastKnown, mean, type Mark } from '../chart/model';
import { moment, number, visible } from '../parts/format';
import { Go } from '../parts/Go';
import { Page } from '../parts/Page';
import { Answer, Empty, Failed, Loading } from '../parts/States';
import { useDark } from '../shell/theme';
import { useParameter } from '../url/location';
import { instancesOf } from './Databases';
import { BEFORES, Compare } from './insights/Compare';
import { Counters } from './insights/Counters';
import { Locks } from './insights/Locks';
import { Top } from './insights/Top';
import { Colors, loadOf, SLICES, type Question } from './insights/load';
import { everyMillis, LASTS, moving, useRange, useRangeKeys, type Range } from './insights/range';

const TRAIL = [{ text: 'Database insights', path: '/insights' }];

export default function Insights({ id }: { id: string }) {
  const { rds } = useClients();
  const ask = useAsk('instance/' + id, async () => (await instancesOf(rds)).find((one) => one.DBInstanceIdentifier === id) ?? null, 15_000);
  if (!ask.data)
    return (
      <Page title={id} trail={TRAIL}>
        <Answer ask={ask} what={id}>
          {() => <Container><Empty title={`There is no DB instance ${id} in this region`}><Go to="/insights">All instances</Go></Empty></Container>}
        </Answer>
      </Page>
    );
  if (!ask.data.PerformanceInsightsEnabled) return <Off instance={ask.data} changed={ask.retry} />;
  return <On instance={ask.data} />;
}

function Off({ instance, changed }: { instance: DBInstance; changed: () => void }) {
  const { rds } = useClients();
  const [failure, setFailure] = useState<Failure>();
  const turnOn = async () => {
    try {
      await rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: instance.DBInstanceIdentifier, EnablePerformanceInsights: true, ApplyImmediately: true }));
      changed();
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
  };
  return (
    <Page title={instance.DBInstanceIdentifier!} trail={TRAIL}>
      <Container>
        <Empty title="Performance Insights is off" action={<Button onClick={turnOn}>Turn it on</Button>}>
          Nothing of what its sessions did was kept. Turned on, it is seen from the next second on; nothing restarts.
        </Empty>
        {failure && <Failed failure={failure} />}
      </Container>
    </Page>
  );
}

function On({ instance }: { instance: DBInstance }) {
  const { rds, pi } = useClients();
  const dark = useDark();
  const colors = useRef(new Colors()).current;
  const { range, show, showLast } = useRange();
  useRangeKeys(range, show, showLast);
  const [sliceId, setSlice] = useParameter('slice', 'waits');
  const [filterText, setFilterText] = useParameter('f', '');
  const [tab, setTab] = useParameter('tab', 'sql');
  const [comparedId, setCompared] = useParameter('compare', '');
  const compared = BEFORES.find((one) => one.id === comparedId);
  const filter = parseFilter(filterText);
  const advanced = instance.DatabaseInsightsMode === 'advanced';
  const slice = SLICES.find((one) => one.id === sliceId && (advanced || !one.advanced)) ?? SLICES[0]!;
  const identifier = instance.DbiResourceId!;
  const question = (): Question => ({ identifier, slice, filter, ...(range.live ? moving(range.last, Date.now() / 1000) : range) });
  const load = useAsk(`load/${identifier}/${range.key}/${slice.id}/${filterText}/${dark}`, () => loadOf(pi, question(), colors, dark), everyMillis(range));
  const vcpus = useAsk(`vcpus/${identifier}`, async () => {
    const now = Date.now();
    const answer = await pi.send(new GetResourceMetricsCommand({
      ServiceType: 'RDS', Identifier: identifier, StartTime: new Date(now - 120_000), EndTime: new Date(now), PeriodInSeconds: 1,
      MetricQueries: [{ Metric: 'os.general.numVCPUs.max' }],
    }));
    return answer.MetricList?.[0]?.DataPoints?.at(-1)?.Value;
  }, 30_000);
  const retryBoth = () => {
    load.retry();
    vcpus.retry();
  };
  const marks = useMarks(rds, instance.DBInstanceIdentifier!, range);
  const setFilter = (next: Record<string, string>) => setFilterText(Object.keys(next).length ? JSON.stringify(next) : '');
  const narrow = (dimension: string, value: string) => setFilter({ ...filter, [dimension]: value });
  const limit = vcpus.data ? { value: vcpus.data, label: `${vcpus.data} vCPUs` } : undefined;
  const shared = { identifier, range, filter, colors, advanced };
  return (
    <Page
      title={instance.DBInstanceIdentifier!}
      trail={TRAIL}
      description={`${instance.DBInstanceStatus} · ${instance.DBInstanceClass} · PostgreSQL ${instance.EngineVersion} · ${instance.DatabaseInsightsMode ?? 'standard'} mode`}
      actions={<Go to={`/databases/${encodeURIComponent(instance.DBInstanceIdentifier!)}`}>The database</Go>}
    >
      <Container header={<Header variant="h2" description={sentence(load.data?.total, load.data?.data.times, vcpus.data)}>Database load</Header>}>
        <SpaceBetween size="s">
          <SpaceBetween direction="horizontal" size="s" alignItems="center">
            <SegmentedControl
              label="Range"
              selectedId={range.live ? String(range.last) : ''}
              onChange={({ detail }) => showLast(Number(detail.selectedId))}
              options={LASTS.map((one) => ({ id: String(one.seconds), text: one.text }))}
            />
            <div className="slice"><Select
              inlineLabelText="Slice by"
              selectedOption={{ value: slice.id, label: slice.text }}
              onChange={({ detail }) => setSlice(detail.selectedOption.value!)}
              options={SLICES.map((one) => ({ value: one.id, label: one.text, disabled: one.advanced && !advanced, disabledReason: 'Needs the advanced mode' }))}
            /></div>
            <div className="slice"><Select
              inlineLabelText="Compare with"
              selectedOption={compared ? { value: compared.id, label: compared.text } : { value: '', label: 'nothing' }}
              onChange={({ detail }) => setCompared(detail.selectedOption.value!)}
              options={[{ value: '', label: 'nothing' }, ...BEFORES.map((one) => ({ value: one.id, label: one.text }))]}
            /></div>
            {!range.live && <Button onClick={() => show(range.from - range.last / 2, Math.min(range.to + range.last / 2, Date.now() / 1000))}>Zoom out</Button>}
            {range.live ? <span className="live" data-testid="live">● live</span> : <Button onClick={() => showLast(300)}>Live</Button>}
          </SpaceBetween>
          {Object.keys(filter).length > 0 && (
            <TokenGroup
              items={Object.entries(filter).map(([name, value]) => ({ label: `${name} = ${visible(value)}`, dismissLabel: `Remove the filter on ${name}` }))}
              onDismiss={({ detail }) => setFilter(Object.fromEntries(Object.entries(filter).filter((_, nth) => nth !== detail.itemIndex)))}
            />
          )}
          <Answer ask={{ ...load, retry: retryBoth }} what="the load">
            {(told) =>
              lastKnown(told.data) < 0 ? (
                <Empty title="Nothing was measured in this range">The instance was not up, or Performance Insights was off.</Empty>
              ) : (
                <Chart title="Database load by second" data={told.data} stack unit={(value) => number(value, 2)} limit={limit} marks={marks} zoom={show} height={280} syncKey="insights" />
              )
            }
          </Answer>
        </SpaceBetween>
      </Container>
      {compared && <Compare {...shared} slice={slice} with={compared.id} />}
      <Tabs        i18nStrings={SCROLL}
        ariaLabel="What the load is made of"
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        tabs={[
          { id: 'sql', label: 'Top SQL', content: tab === 'sql' && <Top {...shared} slice={SLICES.find((one) => one.id === 'sql')!} narrow={narrow} /> },
          ...['waits', 'users', 'hosts', 'applications', 'databases'].map((name) => {
            const one = SLICES.find((other) => other.id === name)!;
            return { id: name, label: one.text, content: tab === name && <Top {...shared} slice={one} narrow={narrow} /> };
          }),
          { id: 'locks', label: 'Locks', content: tab === 'locks' && (advanced ? <Locks identifier={identifier} range={range} /> : <NoLocks />) },
          { id: 'counters', label: 'Counters', content: tab === 'counters' && <Counters identifier={identifier} range={range} zoom={show} /> },
        ]}
      />
      {vcpus.loading && load.loading && <Loading what="the load" />}
    </Page>
  );
}

function NoLocks() {
  return (
    <Container>
      <Empty title="Lock trees need the advanced mode">
        aws rds modify-db-instance --database-insights-mode advanced --performance-insights-retention-period 465
      </Empty>
    </Container>
  );
}

function parseFilter(text: string): Record<string, string> {
  if (text === '') return {};
  try {
    const read = JSON.parse(text) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(read).filter((one): one is [string, string] => typeof one[1] === 'string'));
  } catch {
    return {};
  }
}

/** What the chart says, in a sentence. */
function sentence(total: (number | null)[] | undefined, times: number[] | undefined, vcpus: number | undefined): string {
  const average = total && mean(total);
  if (!total || !times || average === undefined) return 'Average active sessions.';
  let peak = 0;
  total.forEach((one, nth) => {
    if ((one ?? 0) > (total[peak] ?? 0)) peak = nth;
  });
  const most = total[peak] ?? 0;
  const against = vcpus === undefined ? '' : most > vcpus ? `, more than its ${vcpus} vCPUs can do` : ` of ${vcpus} vCPUs`;
  return `Average ${number(average, 2)} active sessions, at most ${number(most, 2)}${against}, at ${moment(new Date(times[peak]! * 1000))}.`;
}

const TOLD = new Set(['failover', 'failure', 'availability', 'recovery', 'configuration change']);

function useMarks(rds: ReturnType<typeof useClients>['rds'], id: string, range: Range): Mark[] {
  const ask = useAsk(`marks/${id}/${range.key}`, async () => {
    const { from, to } = range.live ? moving(range.last, Date.now() / 1000) : range;
    const events = await allPages(async (marker) => {
      const answer = await rds.send(new DescribeEventsCommand({ SourceIdentifier: id, SourceType: 'db-instance', StartTime: new Date(from * 1000), EndTime: new Date(to * 1000 + 1000), Marker: marker }));
      return { items: answer.Events, next: answer.Marker };
    });
    return events
      .filter((one) => one.EventCategories?.some((category) => TOLD.has(category)))
      .map((one) => ({ at: one.Date!.getTime() / 1000, label: (one.Message ?? '').slice(0, 40) }));
  }, range.live ? 5000 : 0);
  return ask.data ?? [];
}
