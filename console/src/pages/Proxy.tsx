import { FilterLogEventsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeDBProxyTargetGroupsCommand, DescribeDBProxyTargetsCommand, type DBProxy } from '@aws-sdk/client-rds';
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Tabs from '@cloudscape-design/components/tabs';
import { SCROLL } from '../parts/words';
import { useClients } from '../aws/clients';
import { metrics } from '../aws/metrics';
import { useAsk } from '../aws/useAsk';
import { Chart } from '../chart/Chart';
import { lastKnown, onGrid } from '../chart/model';
import { ago, millis, moment, number, visible } from '../parts/format';
import { Go } from '../parts/Go';
import { Page } from '../parts/Page';
import { Answer, Empty } from '../parts/States';
import { Status } from '../parts/Status';
import { useDark } from '../shell/theme';
import { go, href, useParameter } from '../url/location';
import { dimensionsOf, proxiesOf } from './Proxies';
import { grouped, pinOf, type Pin } from './proxy/pins';

const TRAIL = [{ text: 'Proxies', path: '/proxies' }];
const EVENTS_MAX = 10_000;
const LINES = 1000;

export default function Proxy({ name, tab }: { name: string; tab: string }) {
  const { rds } = useClients();
  const ask = useAsk('proxy/' + name, async () => (await proxiesOf(rds)).find((one) => one.DBProxyName === name) ?? null, 5000);
  if (!ask.data)
    return (
      <Page title={name} trail={TRAIL}>
        <Answer ask={ask} what={name}>
          {() => <Container><Empty title={`There is no DB proxy ${name} in this region`}><Go to="/proxies">All proxies</Go></Empty></Container>}
        </Answer>
      </Page>
    );
  const path = (to: string) => href(`/proxies/${encodeURIComponent(name)}${to === 'overview' ? '' : '/' + to}`);
  return (
    <Page title={name} trail={TRAIL} description={<Status status={ask.data.Status} />}>
      <Tabs        i18nStrings={SCROLL}
        ariaLabel={`About ${name}`}
        activeTabId={tab}
        onChange={({ detail }) => go(path(detail.activeTabId))}
        tabs={[
          { id: 'overview', label: 'Overview', content: tab === 'overview' && <Overview proxy={ask.data} /> },
          { id: 'pins', label: 'Pins', content: tab === 'pins' && <Pins proxy={ask.data} /> },
          { id: 'log', label: 'Log', content: tab === 'log' && <Log proxy={ask.data} /> },
        ]}
      />
    </Page>
  );
}

interface Panel {
  title: string;
  unit: (value: number) => string;
  lines: { metric: string; label: string; statistic: string; light: string; dark: string }[];
}

const micro = (value: number) => millis(value / 1000);
const count = (value: number) => number(value, 2);

const PANELS: Panel[] = [
  {
    title: 'Clients',
    unit: count,
    lines: [{ metric: 'ClientConnections', label: 'clients', statistic: 'Average', light: '#3c6fbf', dark: '#6b9ae0' }],
  },
  {
    title: 'Connections to the database',
    unit: count,
    lines: [
      { metric: 'MaxDatabaseConnectionsAllowed', label: 'allowed', statistic: 'Average', light: '#b3261e', dark: '#ff7a7a' },
      { metric: 'DatabaseConnections', label: 'open', statistic: 'Average', light: '#3c6fbf', dark: '#6b9ae0' },
      { metric: 'DatabaseConnectionsCurrentlyBorrowed', label: 'borrowed', statistic: 'Average', light: '#2f9e44', dark: '#40b05a' },
      { metric: 'DatabaseConnectionsCurrentlySessionPinned', label: 'pinned', statistic: 'Average', light: '#d2691e', dark: '#ec9455' },
    ],
  },
  {
    title: 'Wait for a connection',
    unit: micro,
    lines: [
      { metric: 'DatabaseConnectionsBorrowLatency', label: 'average', statistic: 'Average', light: '#2f8f83', dark: '#55b8ab' },
      { metric: 'DatabaseConnectionsBorrowLatency', label: 'longest', statistic: 'Maximum', light: '#c2577e', dark: '#e07f9d' },
    ],
  },
  {
    title: 'Answers of the database',
    unit: micro,
    lines: [
      { metric: 'QueryDatabaseResponseLatency', label: 'at the database', statistic: 'Average', light: '#3c6fbf', dark: '#6b9ae0' },
      { metric: 'QueryResponseLatency', label: 'with the wait', statistic: 'Average', light: '#8456ce', dark: '#a783e1' },
    ],
  },
];

function Overview({ proxy }: { proxy: DBProxy }) {
  const { rds, cloudWatch } = useClients();
  const dark = useDark();
  const name = proxy.DBProxyName!;
  const [last, setLast] = useParameter('last', '1800');
  const charts = useAsk(`proxycharts/${name}/${last}/${dark}`, async () => {
    const to = Math.floor(Date.now() / 60_000) * 60;
    const from = to - Number(last);
    const wanted = PANELS.flatMap((panel, nth) =>
      panel.lines.map((line, which) => ({ id: `p${nth}x${which}`, metric: line.metric, statistic: line.statistic, dimensions: dimensionsOf(line.metric, name) })),
    );
    const points = await metrics(cloudWatch, wanted, from, to, 60);
    return PANELS.map((panel, nth) => {
      const series = panel.lines.map((line, which) => ({
        key: line.metric + line.statistic,
        label: line.label,
        color: dark ? line.dark : line.light,
        values: onGrid(from, to, 60, points.get(`p${nth}x${which}`) ?? []).values,
      }));
      return { panel, data: { times: onGrid(from, to, 60, []).times, series } };
    });
  }, 5000);
  const targets = useAsk('targets/' + name, async () => {
    const [all, groups] = await Promise.all([
      rds.send(new DescribeDBProxyTargetsCommand({ DBProxyName: name })),
      rds.send(new DescribeDBProxyTargetGroupsCommand({ DBProxyName: name })),
    ]);
    return { targets: all.Targets ?? [], pool: groups.TargetGroups?.[0]?.ConnectionPoolConfig };
  }, 3000);
  const pool = targets.data?.pool;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description="One point for each minute."
            actions={
              <SegmentedControl
                label="Range"
                selectedId={last}
                onChange={({ detail }) => setLast(detail.selectedId)}
                options={[{ id: '1800', text: '30 min' }, { id: '10800', text: '3 h' }, { id: '86400', text: '24 h' }]}
              />
            }
          >
            Clients and pool
          </Header>
        }
      >
        <Answer ask={charts} what="the metrics">
          {(all) => (
            <Grid gridDefinition={all.map(() => ({ colspan: { default: 12, s: 6 } }))}>
              {all.map(({ panel, data }) => (
                <div key={panel.title}>
                  <h3 className="chart-title">{panel.title}</h3>
                  {lastKnown(data) < 0 ? (
                    <Empty title="Nothing yet">Its first minute is not over, or nobody used it.</Empty>
                  ) : (
                    <Chart title={panel.title} data={data} unit={panel.unit} height={170} syncKey="proxy" />
                  )}
                </div>
              ))}
            </Grid>
          )}
        </Answer>
      </Container>
      <Container header={<Header variant="h2">Targets</Header>}>
        <Answer ask={targets} what="the targets">
          {(told) => (
            <Table
              variant="borderless"
              items={told.targets}
              ariaLabels={{ tableLabel: 'Targets' }}
              empty={<Empty title="No target">aws rds register-db-proxy-targets names the database.</Empty>}
              columnDefinitions={[
                { id: 'id', header: 'Database', isRowHeader: true, cell: (one) => <Go to={`/databases/${encodeURIComponent(one.RdsResourceId ?? '')}`}>{one.RdsResourceId}</Go> },
                { id: 'role', header: 'Role', cell: (one) => one.Role ?? '–' },
                { id: 'health', header: 'Health', cell: (one) => <Status status={one.TargetHealth?.State ?? one.Type} /> },
                { id: 'why', header: '', cell: (one) => visible(one.TargetHealth?.Description ?? '') },
              ]}
            />
          )}
        </Answer>
      </Container>
      <Container header={<Header variant="h2">Settings</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Endpoint', value: <span className="letters">{proxy.Endpoint}</span> },
            { label: 'TLS', value: proxy.RequireTLS ? 'required' : 'allowed' },
            { label: 'Idle clients are closed after', value: `${proxy.IdleClientTimeout ?? '–'} s` },
            { label: 'Debug log', value: proxy.DebugLogging ? 'on' : 'off' },
            { label: 'Connections, of max_connections', value: pool ? `${pool.MaxConnectionsPercent} %` : '–' },
            { label: 'Of these idle', value: pool ? `${pool.MaxIdleConnectionsPercent} %` : '–' },
            { label: 'A client waits at most', value: pool ? `${pool.ConnectionBorrowTimeout} s` : '–' },
            { label: 'Pinning filters', value: pool?.SessionPinningFilters?.join(', ') || 'none' },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}

async function pinsOf(clients: ReturnType<typeof useClients>, name: string, hours: number): Promise<Pin[]> {
  const pins: Pin[] = [];
  let token: string | undefined;
  let read = 0;
  do {
    const answer = await clients.logs.send(
      new FilterLogEventsCommand({
        logGroupName: `/aws/rds/proxy/${name}`,
        filterPattern: '"The client session was pinned"',
        startTime: Date.now() - hours * 3_600_000,
        nextToken: token,
      }),
    );
    for (const event of answer.events ?? []) {
      const pin = pinOf(event.message ?? '', new Date(event.timestamp ?? 0));
      if (pin) pins.push(pin);
      read++;
    }
    token = answer.nextToken;
  } while (token && read < EVENTS_MAX);
  return pins;
}

/** Which statement pins, and what to do instead. */
function Pins({ proxy }: { proxy: DBProxy }) {
  const clients = useClients();
  const name = proxy.DBProxyName!;
  const [hours, setHours] = useParameter('hours', '24');
  const ask = useAsk(`pins/${name}/${hours}`, () => pinsOf(clients, name, Number(hours)), 5000);
  const now = useAsk(`pinned/${name}`, async () => {
    const at = Date.now() / 1000;
    const metric = 'DatabaseConnectionsCurrentlySessionPinned';
    return (await metrics(clients.cloudWatch, [{ id: 'm', metric, statistic: 'Maximum', dimensions: dimensionsOf(metric, name) }], at - 300, at, 60)).get('m')?.at(-1)?.value;
  }, 10_000);
  return (
    <SpaceBetween size="l">
      <Alert type="info" header="A pinned client keeps its connection until it leaves">
        {now.data === undefined ? 'The proxy has not said yet how many there are.' : `Pinned in the newest minute: ${number(now.data, 0)}.`} The fewer there are, the
        more clients share a connection. aws rds modify-db-proxy-target-group with SessionPinningFilters=EXCLUDE_VARIABLE_SETS carries settings over instead of pinning for them.
      </Alert>
      <Answer ask={ask} what="the proxy's log">
        {(pins) => (
          <Table
            items={grouped(pins)}
            trackBy="key"
            wrapLines
            data-testid="pins"
            ariaLabels={{ tableLabel: 'What pins' }}
            header={
              <Header
                variant="h2"
                counter={`(${pins.length})`}
                actions={<SegmentedControl label="Range" selectedId={hours} onChange={({ detail }) => setHours(detail.selectedId)} options={[{ id: '1', text: '1 h' }, { id: '24', text: '24 h' }, { id: '168', text: '7 d' }]} />}
              >
                What pins
              </Header>
            }
            empty={<Empty title="Nothing was pinned in this time">Every client shared its connection.</Empty>}
            columnDefinitions={[
              { id: 'statement', header: 'Statement', isRowHeader: true, minWidth: 220, cell: (one) => <span className="letters">{one.digest ? visible(one.digest) : 'longer than 16,384 bytes'}</span> },
              { id: 'remedy', header: 'Do this instead', minWidth: 280, cell: (one) => <b>{one.remedy || '–'}</b> },
              { id: 'reason', header: 'Because', minWidth: 240, cell: (one) => visible(one.reason) },
              { id: 'pins', header: 'Pins', cell: (one) => number(one.pins, 0) },
              { id: 'clients', header: 'Clients', cell: (one) => number(one.clients, 0) },
              { id: 'last', header: 'Last', minWidth: 110, cell: (one) => <span title={moment(one.last)}>{ago(one.last)}</span> },
            ]}
          />
        )}
      </Answer>
    </SpaceBetween>
  );
}

function Log({ proxy }: { proxy: DBProxy }) {
  const name = proxy.DBProxyName!;
  const stream = proxy.DBProxyArn?.split(':').at(-1) ?? '';
  const { logs } = useClients();
  const ask = useAsk('proxylog/' + name, async () => {
    const answer = await logs.send(new GetLogEventsCommand({ logGroupName: `/aws/rds/proxy/${name}`, logStreamName: stream, startFromHead: false, limit: LINES }));
    return (answer.events ?? []).map((one) => one.message ?? '');
  }, 3000);
  return (
    <Container header={<Header variant="h2" description={`The newest ${LINES} lines of /aws/rds/proxy/${name}`}>Log</Header>}>
      <Answer ask={ask} what="the log">
        {(lines) =>
          lines.length === 0 ? (
            <Empty title="Nothing was logged yet">Pins and failed sign-ins always are; with DebugLogging the life of each connection is, too.</Empty>
          ) : (
            <div className="text"><pre tabIndex={0} aria-label="Log">{lines.map(visible).join('\n')}</pre></div>
          )
        }
      </Answer>
    </Container>
  );
}
