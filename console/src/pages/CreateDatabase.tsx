import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  DescribeDBEngineVersionsCommand,
  DescribeOrderableDBInstanceOptionsCommand,
} from '@aws-sdk/client-rds';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import Toggle from '@cloudscape-design/components/toggle';
import { useState, type FormEvent } from 'react';
import { useClients } from '../aws/clients';
import { failureOf, type Failure } from '../aws/failure';
import { allPages, useAsk } from '../aws/useAsk';
import { Page } from '../parts/Page';
import { Failed } from '../parts/States';
import { follow, go, href } from '../url/location';

const ENGINE = 'postgres';
const DEFAULT_CLASS = 'db.t3.medium';
const DEFAULT_CLUSTER_CLASS = 'db.m5d.large';
const ADVANCED_DAYS = 465;
const OFFERS_MAX = 20_000;
const NAME = /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{0,62}$/;

interface Wish {
  kind: 'instance' | 'multiaz' | 'cluster';
  id: string;
  version: string;
  className: string;
  storage: string;
  user: string;
  managed: boolean;
  password: string;
  backups: string;
  tokens: boolean;
  insights: boolean;
  advanced: boolean;
  exportLog: boolean;
}

const DEFAULTS: Wish = {
  kind: 'multiaz',
  id: '',
  version: '',
  className: '',
  storage: '20',
  user: 'postgres',
  managed: true,
  password: '',
  backups: '7',
  tokens: true,
  insights: true,
  advanced: true,
  exportLog: true,
};

/** Defaults are what one would want at 3 a.m.: a standby, backups, insights, no password to lose. */
export default function CreateDatabase() {
  const { rds } = useClients();
  const [wish, setWish] = useState(DEFAULTS);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const versions = useAsk('versions', async () => {
    const told = await rds.send(new DescribeDBEngineVersionsCommand({ Engine: ENGINE }));
    return (told.DBEngineVersions ?? []).map((one) => one.EngineVersion!).reverse();
  });
  const version = wish.version || versions.data?.[0] || '';
  const classes = useAsk('classes/' + version, async () => {
    if (version === '') return [];
    const all = await allPages(async (marker) => {
      const answer = await rds.send(new DescribeOrderableDBInstanceOptionsCommand({ Engine: ENGINE, EngineVersion: version, Marker: marker }));
      return { items: answer.OrderableDBInstanceOptions, next: answer.Marker };
    }, OFFERS_MAX);
    return [...new Set(all.map((one) => one.DBInstanceClass!))];
  });
  const set = <K extends keyof Wish>(name: K, value: Wish[K]) => setWish((before) => ({ ...before, [name]: value }));
  const clustered = wish.kind === 'cluster';
  const className = wish.className || (clustered ? DEFAULT_CLUSTER_CLASS : DEFAULT_CLASS);
  const idError = wish.id !== '' && !NAME.test(wish.id) ? 'Letters, digits and single hyphens, a letter first, at most 63.' : '';
  const ready = NAME.test(wish.id) && !wish.id.endsWith('-') && wish.user !== '' && (wish.managed || wish.password.length >= 8);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await create();
      go(href(`/databases/${encodeURIComponent(wish.id.toLowerCase())}`));
    } catch (thrown) {
      setFailure(failureOf(thrown));
      setBusy(false);
    }
  };
  const create = () => {
    const shared = {
      Engine: ENGINE,
      EngineVersion: version || undefined,
      AllocatedStorage: Number(wish.storage),
      MasterUsername: wish.user,
      ...(wish.managed ? { ManageMasterUserPassword: true } : { MasterUserPassword: wish.password }),
      BackupRetentionPeriod: Number(wish.backups),
      EnableIAMDatabaseAuthentication: wish.tokens,
      EnablePerformanceInsights: wish.insights,
      ...(wish.insights && wish.advanced
        ? { DatabaseInsightsMode: 'advanced' as const, PerformanceInsightsRetentionPeriod: ADVANCED_DAYS }
        : {}),
      EnableCloudwatchLogsExports: wish.exportLog ? ['postgresql'] : [],
    };
    return clustered
      ? rds.send(new CreateDBClusterCommand({ ...shared, DBClusterIdentifier: wish.id, DBClusterInstanceClass: className }))
      : rds.send(
          new CreateDBInstanceCommand({
            ...shared,
            DBInstanceIdentifier: wish.id,
            DBInstanceClass: className,
            MultiAZ: wish.kind === 'multiaz',
          }),
        );
  };
  return (
    <Page title="Create database" trail={[{ text: 'Databases', path: '/databases' }]}>
      <form onSubmit={submit}>
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" href={href('/databases')} onFollow={follow}>
                Cancel
              </Button>
              <Button variant="primary" formAction="submit" loading={busy} disabled={!ready}>
                Create database
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {versions.failure && <Failed failure={versions.failure} retry={versions.retry} />}
            {classes.failure && <Failed failure={classes.failure} retry={classes.retry} />}
            <Container header={<Header variant="h2">What</Header>}>
              <SpaceBetween size="l">
                <Tiles
                  ariaLabel="Kind of database"
                  value={wish.kind}
                  onChange={({ detail }) => set('kind', detail.value as Wish['kind'])}
                  items={[
                    { value: 'multiaz', label: 'Instance with a standby', description: 'Two servers in two zones; every commit is on both.' },
                    { value: 'instance', label: 'Single instance', description: 'One server. For what may be away for a while.' },
                    { value: 'cluster', label: 'Multi-AZ DB cluster', description: 'A writer and two readers that can be read from.' },
                  ]}
                />
                <ColumnLayout columns={2} minColumnWidth={260}>
                  <FormField label="Identifier" errorText={idError}>
                    <Input value={wish.id} onChange={({ detail }) => set('id', detail.value)} placeholder="orders" autoFocus spellcheck={false} />
                  </FormField>
                  <FormField label="PostgreSQL version">
                    <Select
                      selectedOption={version ? { value: version } : null}
                      onChange={({ detail }) => set('version', detail.selectedOption.value!)}
                      options={(versions.data ?? []).map((value) => ({ value }))}
                      statusType={versions.loading ? 'loading' : 'finished'}
                      loadingText="Loading versions"
                      placeholder="newest"
                    />
                  </FormField>
                  <FormField label="Class">
                    <Select
                      selectedOption={{ value: className }}
                      onChange={({ detail }) => set('className', detail.selectedOption.value!)}
                      options={(classes.data ?? []).map((value) => ({ value }))}
                      filteringType="auto"
                      filteringAriaLabel="Find a class"
                      statusType={classes.loading || version === '' ? 'loading' : 'finished'}
                      loadingText="Loading classes"
                    />
                  </FormField>
                  <FormField label="Storage (GiB)">
                    <Input type="number" value={wish.storage} onChange={({ detail }) => set('storage', detail.value)} />
                  </FormField>
                </ColumnLayout>
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2">Who comes in</Header>}>
              <SpaceBetween size="m">
                <FormField label="Master user">
                  <Input value={wish.user} onChange={({ detail }) => set('user', detail.value)} spellcheck={false} />
                </FormField>
                <Toggle checked={wish.managed} onChange={({ detail }) => set('managed', detail.checked)} description="Kept in Secrets Manager and changed every seven days. No read replicas then.">
                  Manage its password
                </Toggle>
                {!wish.managed && (
                  <FormField label="Password" constraintText="At least 8 characters.">
                    <Input type="password" value={wish.password} onChange={({ detail }) => set('password', detail.value)} autoComplete="new-password" />
                  </FormField>
                )}
                <Toggle checked={wish.tokens} onChange={({ detail }) => set('tokens', detail.checked)} description="Users with rds_iam sign in with a token of fifteen minutes.">
                  IAM database authentication
                </Toggle>
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2">What is kept of it</Header>}>
              <SpaceBetween size="m">
                <FormField label="Days that can be restored" constraintText="0 to 35; with 0 nothing can, and it can have no replicas.">
                  <Input type="number" value={wish.backups} onChange={({ detail }) => set('backups', detail.value)} />
                </FormField>
                <Toggle checked={wish.insights} onChange={({ detail }) => set('insights', detail.checked)} description="What every session does, each second.">
                  Performance Insights
                </Toggle>
                <Toggle checked={wish.insights && wish.advanced} disabled={!wish.insights} onChange={({ detail }) => set('advanced', detail.checked)} description="Advanced mode: who holds up whom. Kept for 15 months.">
                  Lock trees
                </Toggle>
                <Toggle checked={wish.exportLog} onChange={({ detail }) => set('exportLog', detail.checked)}>
                  PostgreSQL&apos;s log in CloudWatch Logs
                </Toggle>
              </SpaceBetween>
            </Container>
            {failure && <Failed failure={failure} />}
          </SpaceBetween>
        </Form>
      </form>
    </Page>
  );
}
