import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Container from '@cloudscape-design/components/container';
import Flashbar from '@cloudscape-design/components/flashbar';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { SCROLL } from '../parts/words';
import { useState } from 'react';
import { useClients, type Clients } from '../aws/clients';
import { metrics, newest } from '../aws/metrics';
import { useAsk } from '../aws/useAsk';
import { Page } from '../parts/Page';
import { Answer, Empty } from '../parts/States';
import { Status } from '../parts/Status';
import { moment } from '../parts/format';
import { Go } from '../parts/Go';
import { follow, go, href } from '../url/location';
import { clustersOf, instancesOf, roleOf } from './Databases';
import { Backups } from './database/Backups';
import { Choices } from './database/Choices';
import { Configuration } from './database/Configuration';
import { Connect } from './database/Connect';
import type { Door } from './database/snippets';
import { EventsOf } from './database/EventsOf';
import { deeds, titleOf, type Deed } from './database/intents';
import { Logs } from './database/Logs';
import { Tags } from './database/Tags';
import { Topology } from './database/Topology';
import { estate, nodes, type Estate } from './database/estate';

const TRAIL = [{ text: 'Databases', path: '/databases' }];

export default function Database({ id, tab }: { id: string; tab: string }) {
  const { rds } = useClients();
  const ask = useAsk(
    'database/' + id,
    async () => {
      const [instances, clusters] = await Promise.all([instancesOf(rds), clustersOf(rds)]);
      return estate(id, instances, clusters);
    },
    1000,
  );
  if (ask.data && (ask.data.instance || ask.data.cluster)) return <Known of={ask.data} tab={tab} />;
  return (
    <Page title={id} trail={TRAIL}>
      <Answer ask={ask} what={id}>
        {() => (
          <Container>
            <Empty title={`There is no database ${id} in this region`} action={<Go to="/databases">All databases</Go>}>
              It may have been deleted, or its name changed.
            </Empty>
          </Container>
        )}
      </Answer>
    </Page>
  );
}

function Known({ of, tab }: { of: Estate; tab: string }) {
  const clients = useClients();
  const [deed, setDeed] = useState<Deed>();
  const [done, setDone] = useState('');
  const drawn = nodes(of);
  const lags = useLags(clients, drawn.filter((one) => one.role === 'replica' || one.role === 'reader').map((one) => one.id));
  const status = of.cluster?.Status ?? of.instance?.DBInstanceStatus;
  const path = (to: string) => href(`/databases/${encodeURIComponent(of.id)}${to === 'overview' ? '' : '/' + to}`);
  return (
    <Page
      title={of.id}
      trail={TRAIL}
      description={<SpaceBetween direction="horizontal" size="s"><Status status={status} /><span>{of.cluster ? 'Multi-AZ DB cluster' : roleOf(of.instance!)}</span></SpaceBetween>}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          {!of.cluster && (
            <Button href={href(`/insights/${encodeURIComponent(of.id)}`)} onFollow={follow}>
              Insights
            </Button>
          )}
          <ButtonDropdown items={deeds(of)} onItemClick={({ detail }) => setDeed(detail.id as Deed)}>
            Actions
          </ButtonDropdown>
        </SpaceBetween>
      }
    >
      {done && (
        <Flashbar
          items={[{ type: 'success', content: done, dismissible: true, dismissLabel: 'Dismiss', onDismiss: () => setDone('') }]}
        />
      )}
      <Tabs        i18nStrings={SCROLL}
        ariaLabel={`About ${of.id}`}
        activeTabId={tab}
        onChange={({ detail }) => go(path(detail.activeTabId))}
        tabs={[
          { id: 'overview', label: 'Overview', content: tab === 'overview' && <Overview of={of} drawn={drawn} lags={lags} /> },
          { id: 'configuration', label: 'Configuration', content: tab === 'configuration' && <Configuration of={of} /> },
          { id: 'backups', label: 'Backups', content: tab === 'backups' && <Backups of={of} /> },
          { id: 'logs', label: 'Logs', content: tab === 'logs' && <Logs of={of} /> },
          { id: 'events', label: 'Events', content: tab === 'events' && <EventsOf of={of} days={14} /> },
          { id: 'tags', label: 'Tags', content: tab === 'tags' && <Tags arn={of.cluster?.DBClusterArn ?? of.instance?.DBInstanceArn ?? ''} /> },
        ]}
      />
      {deed && (
        <Choices
          deed={deed}
          of={of}
          lag={lags.get(of.id)}
          close={(acted) => {
            if (acted) setDone(`${titleOf(deed, of.id)}: asked for. Its status and events show how it goes.`);
            setDeed(undefined);
          }}
        />
      )}
    </Page>
  );
}

function useLags(clients: Clients, ids: string[]): Map<string, number> {
  const ask = useAsk(
    'lags/' + ids.join('/'),
    async () => {
      const found = new Map<string, number>();
      if (ids.length === 0) return found;
      const now = Date.now() / 1000;
      const wanted = ids.map((id, nth) => ({ id: `lag${nth}`, metric: 'ReplicaLag', statistic: 'Average', dimensions: { DBInstanceIdentifier: id } }));
      const points = await metrics(clients.cloudWatch, wanted, now - 300, now, 60);
      ids.forEach((id, nth) => {
        const lag = newest(points.get(`lag${nth}`));
        if (lag !== undefined) found.set(id, lag);
      });
      return found;
    },
    5000,
  );
  return ask.data ?? new Map();
}

function Overview({ of, drawn, lags }: { of: Estate; drawn: ReturnType<typeof nodes>; lags: Map<string, number> }) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2" description="Who follows whom, and where the endpoints lead, as it is this second.">Topology</Header>}>
        {drawn.length === 0 ? <Empty title="It has no servers yet" /> : <Topology nodes={drawn} lags={lags} selected={of.id} />}
      </Container>
      <Connect key={of.id + doorOf(of)?.host} door={doorOf(of)} />
      <Container header={<Header variant="h2">At a glance</Header>}>
        <KeyValuePairs columns={4} items={facts(of)} />
      </Container>
      <EventsOf of={of} days={1} most={12} />
    </SpaceBetween>
  );
}

function doorOf({ instance, cluster }: Estate): Door | undefined {
  const host = cluster ? cluster.Endpoint : instance?.Endpoint?.Address;
  if (!host) return undefined;
  return {
    host,
    port: (cluster ? cluster.Port : instance?.Endpoint?.Port) ?? 5432,
    database: (cluster ? cluster.DatabaseName : instance?.DBName) ?? 'postgres',
    user: (cluster ? cluster.MasterUsername : instance?.MasterUsername) ?? '',
    takesTokens: (cluster ? cluster.IAMDatabaseAuthenticationEnabled : instance?.IAMDatabaseAuthenticationEnabled) ?? false,
  };
}

function facts({ instance, cluster }: Estate) {
  const one = cluster ?? instance!;
  const text = (value: unknown) => (value === undefined || value === '' ? '–' : String(value));
  return [
    { label: 'Engine', value: `${one.Engine} ${one.EngineVersion}` },
    { label: 'Class', value: text(cluster ? cluster.DBClusterInstanceClass : instance?.DBInstanceClass) },
    { label: 'Storage', value: `${text(one.AllocatedStorage)} GiB ${text(one.StorageType)}` },
    { label: 'Backups kept', value: one.BackupRetentionPeriod === 1 ? '1 day' : `${text(one.BackupRetentionPeriod)} days` },
    { label: 'Restorable until', value: one.LatestRestorableTime ? moment(one.LatestRestorableTime) : 'no backups' },
    { label: 'Encrypted', value: one.StorageEncrypted ? 'yes' : 'no' },
    { label: 'Performance Insights', value: one.PerformanceInsightsEnabled ? `on, ${text(one.DatabaseInsightsMode)}` : 'off' },
    { label: 'Resource id', value: text(cluster ? cluster.DbClusterResourceId : instance?.DbiResourceId) },
  ];
}
