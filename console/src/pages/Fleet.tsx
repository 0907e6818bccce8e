import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeEventsCommand, type DBCluster } from '@aws-sdk/client-rds';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useClients, type Clients } from '../aws/clients';
import { metrics, newest, type MetricWanted } from '../aws/metrics';
import { allPages, useAsk } from '../aws/useAsk';
import { ago, number, visible } from '../parts/format';
import { Go } from '../parts/Go';
import { Honeycomb } from '../parts/Honeycomb';
import { Page } from '../parts/Page';
import { Spark } from '../parts/Spark';
import { Answer, Empty } from '../parts/States';
import { Status } from '../parts/Status';
import { follow, href, useParameter } from '../url/location';
import { clustersOf, instancesOf } from './Databases';
import { ROLES } from './database/estate';
import { alarmsOf, databases, healthOf, HEALTHS, vcpus, zonesOf, type Member, type Row } from './fleet';

/** As many as a region may have. */
const ALARMS_MAX = 5000;
const WINDOW_SECONDS = 30 * 60;

const WANTED: [name: string, metric: string][] = [
  ['load', 'DBLoad'],
  ['relative', 'DBLoadRelativeToNumVCPUs'],
  ['cpu', 'CPUUtilization'],
  ['connections', 'DatabaseConnections'],
];

interface Sight {
  from: number;
  to: number;
  members: Member[];
  clusters: DBCluster[];
}

async function look({ rds, cloudWatch }: Clients): Promise<Sight> {
  const [instances, clusters] = await Promise.all([instancesOf(rds), clustersOf(rds)]);
  const to = Math.floor(Date.now() / 60000) * 60;
  const from = to - WINDOW_SECONDS;
  const wanted: MetricWanted[] = instances.flatMap((instance, nth) =>
    WANTED.map(([name, metric]) => ({
      id: `${name}${nth}`,
      metric,
      statistic: 'Average',
      dimensions: { DBInstanceIdentifier: instance.DBInstanceIdentifier! },
    })),
  );
  const [points, alarms] = await Promise.all([
    wanted.length > 0 ? metrics(cloudWatch, wanted, from, to, 60) : new Map(),
    allPages(async (token) => {
      const answer = await cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 100, NextToken: token }));
      return { items: answer.MetricAlarms, next: answer.NextToken };
    }, ALARMS_MAX),
  ]);
  const members = instances.map((instance, nth): Member => {
    const of = (name: string) => points.get(`${name}${nth}`) ?? [];
    const id = instance.DBInstanceIdentifier ?? '';
    return {
      instance,
      id,
      load: of('load'),
      relative: of('relative'),
      cpu: of('cpu'),
      connections: of('connections'),
      alarms: alarmsOf(alarms, id),
      health: healthOf(instance, of('relative'), of('cpu')),
    };
  });
  members.sort((a, b) => rank(b) - rank(a) || a.id.localeCompare(b.id));
  return { from, to, members, clusters };
}

function rank(one: Member): number {
  return one.alarms.filter((alarm) => alarm.StateValue === 'ALARM').length * 100 + (newest(one.relative) ?? -1);
}

export default function Fleet() {
  const clients = useClients();
  const ask = useAsk('fleet', () => look(clients), 5000);
  const [text, setText] = useParameter('find', '');
  return (
    <Page title="Fleet" description="Every database of this region: where its servers are, how they stand, and what their load is to their vCPUs.">
      <Answer ask={ask} what="the fleet">
        {(sight) => <Sights sight={sight} text={text} setText={setText} />}
      </Answer>
      <Recent />
    </Page>
  );
}

function Sights({ sight, text, setText }: { sight: Sight; text: string; setText: (text: string) => void }) {
  if (sight.members.length + sight.clusters.length === 0)
    return (
      <Container>
        <Empty
          title="No databases in this region yet"
          action={<Button variant="primary" href={href('/databases/+')} onFollow={follow}>Create database</Button>}
        >
          The first one is ready in seconds, and is seen here from its first minute on.
        </Empty>
      </Container>
    );
  const find = text.trim().toLowerCase();
  const rows = databases(sight.members, sight.clusters).filter((database) => database.some((row) => row.id.includes(find))).flat();
  const shown = rows.flatMap((row) => row.member ?? []);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">State</Header>}>
        <ColumnLayout columns={2} minColumnWidth={320}>
          <SpaceBetween direction="horizontal" size="l">
            {HEALTHS.map(({ health, word }) => (
              <div key={health} className="count">
                <Box variant="awsui-key-label">
                  <span className={`dot cell-${health}`} /> {word}
                </Box>
                <Box fontSize="display-l" fontWeight="light">
                  {sight.members.filter((one) => one.health === health).length}
                </Box>
              </div>
            ))}
          </SpaceBetween>
          <Honeycomb cells={shown.map((one) => ({ id: one.id, health: one.health, says: `${one.id}: ${says(one)}` }))} />
        </ColumnLayout>
      </Container>
      <Table
        items={rows}
        trackBy="id"
        ariaLabels={{ tableLabel: 'Databases' }}
        header={<Header counter={`(${sight.members.length})`} description="Members below their cluster, replicas below their source, each in the lane of its zone. The last 30 minutes; those in alarm and the busiest first.">Instances</Header>}
        filter={<TextFilter filteringText={text} onChange={({ detail }) => setText(detail.filteringText)} filteringPlaceholder="Find databases" filteringAriaLabel="Find databases" />}
        empty={<Empty title="Nothing matches">Clear the filter to see all databases.</Empty>}
        columnDefinitions={[
          { id: 'id', header: 'Database', isRowHeader: true, cell: (row) => <Name row={row} /> },
          { id: 'status', header: 'Status', cell: (row) => <Status status={row.cluster?.Status ?? row.member?.instance.DBInstanceStatus} /> },
          ...zonesOf(rows).map((zone) => ({ id: zone, header: zone, cell: (row: Row) => <Lane row={row} zone={zone} /> })),
          { id: 'load', header: 'Load / vCPUs', cell: ({ member }) => member && <LoadCell one={member} sight={sight} /> },
          { id: 'cpu', header: 'CPU', cell: ({ member }) => member && (member.cpu.length ? number(newest(member.cpu), 0) + ' %' : '–') },
          { id: 'connections', header: 'Connections', cell: ({ member }) => member && number(newest(member.connections), 0) },
          { id: 'alarms', header: 'Alarms', maxWidth: 220, cell: ({ member }) => member && <AlarmsCell one={member} /> },
        ]}
      />
    </SpaceBetween>
  );
}

function Name({ row }: { row: Row }) {
  return (
    <div style={{ paddingInlineStart: `${row.depth * 1.25}rem` }}>
      <Go to={`/databases/${encodeURIComponent(row.id)}`}>{row.id}</Go>
      {row.cluster && <Box color="text-body-secondary" fontSize="body-s">Multi-AZ DB cluster</Box>}
    </div>
  );
}

/** Who of a row is in a zone; whose it is, is seen by where the row stands, and said to who does not see that. */
function Lane({ row, zone }: { row: Row; zone: string }) {
  return row.servers
    .filter((one) => one.zone === zone)
    .map(({ key, role }) => (
      <span key={key} className={`place place-${role}`} title={`${ROLES[role].word}: ${ROLES[role].does}`}>
        {ROLES[role].word}
        {row.of && <span className="unseen"> of {row.of}</span>}
      </span>
    ));
}

function says(one: Member): string {
  const word = HEALTHS.find((health) => health.health === one.health)!.word;
  const part = newest(one.relative);
  return `${one.instance.DBInstanceStatus}, ${word}${part === undefined ? '' : `, load ${number(part * 100, 0)} % of its vCPUs`}`;
}

function LoadCell({ one, sight }: { one: Member; sight: Sight }) {
  if (one.load.length === 0)
    return one.instance.PerformanceInsightsEnabled ? <>in its first minute</> : <>Insights is off</>;
  const count = vcpus(one.load, one.relative);
  const told = number(newest(one.load)) + (count === undefined ? '' : ` / ${count}`);
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Spark points={one.load} from={sight.from} to={sight.to} limit={count} />
      <Go to={`/insights/${encodeURIComponent(one.id)}`} ariaLabel={`${told}, insights of ${one.id}`}>
        {told}
      </Go>
    </SpaceBetween>
  );
}

function AlarmsCell({ one }: { one: Member }) {
  if (one.alarms.length === 0) return <>none set</>;
  const ringing = one.alarms.filter((alarm) => alarm.StateValue === 'ALARM');
  return ringing.length > 0 ? (
    <StatusIndicator type="error">
      <Go to="/alarms">{ringing.map((alarm) => visible(alarm.AlarmName ?? '')).join(', ')}</Go>
    </StatusIndicator>
  ) : (
    <StatusIndicator type="success">{one.alarms.length} quiet</StatusIndicator>
  );
}

/** What happened in the last hour, in the words of RDS events. */
function Recent() {
  const { rds } = useClients();
  const ask = useAsk('recent', () =>
    allPages(async (marker) => {
      const answer = await rds.send(new DescribeEventsCommand({ Duration: 60, Marker: marker }));
      return { items: answer.Events, next: answer.Marker };
    }), 5000);
  return (
    <Container header={<Header variant="h2" actions={<Button href={href('/events')} onFollow={follow}>All events</Button>}>The last hour</Header>}>
      <Answer ask={ask} what="events">
        {(all) =>
          all.length === 0 ? (
            <Empty title="Nothing happened in the last hour." />
          ) : (
            <ul className="happened">
              {[...all].reverse().slice(0, 12).map((one, nth) => (
                <li key={nth}>
                  <span className="when" title={one.Date?.toISOString()}>{ago(one.Date)}</span>
                  <span className="who">{visible(one.SourceIdentifier ?? '')}</span>
                  <span>{visible(one.Message ?? '')}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Container>
  );
}
