import { DescribeDBClustersCommand, DescribeDBInstancesCommand, type DBCluster, type DBInstance } from '@aws-sdk/client-rds';
import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import type { RDSClient } from '@aws-sdk/client-rds';
import { useClients } from '../aws/clients';
import { allPages, useAsk } from '../aws/useAsk';
import { Go } from '../parts/Go';
import { Page } from '../parts/Page';
import { Empty, Failed } from '../parts/States';
import { Status } from '../parts/Status';
import { follow, href } from '../url/location';

export function instancesOf(rds: RDSClient): Promise<DBInstance[]> {
  return allPages(async (marker) => {
    const answer = await rds.send(new DescribeDBInstancesCommand({ Marker: marker }));
    return { items: answer.DBInstances, next: answer.Marker };
  });
}

export function clustersOf(rds: RDSClient): Promise<DBCluster[]> {
  return allPages(async (marker) => {
    const answer = await rds.send(new DescribeDBClustersCommand({ Marker: marker }));
    return { items: answer.DBClusters, next: answer.Marker };
  });
}

/** A row of the list: a cluster, one of its instances, or an instance of its own. */
interface Row {
  id: string;
  status: string;
  role: string;
  indent: boolean;
  isCluster: boolean;
  engine: string;
  className: string;
  zones: string;
  endpoint: string;
}

export default function Databases() {
  const { rds } = useClients();
  const ask = useAsk(
    'databases',
    async () => {
      const [instances, clusters] = await Promise.all([instancesOf(rds), clustersOf(rds)]);
      return rowsOf(instances, clusters);
    },
    3000,
  );
  const { items, filterProps, paginationProps, collectionProps } = useCollection(ask.data ?? [], {
    filtering: {
      empty: (
        <Empty title="No databases yet" action={<Button href={href('/databases/+')} onFollow={follow}>Create database</Button>}>
          A new one is ready in seconds.
        </Empty>
      ),
      noMatch: <Empty title="Nothing matches">Clear the filter to see all databases.</Empty>,
    },
    pagination: { pageSize: 50 },
    sorting: {},
  });
  return (
    <Page
      title="Databases"
      actions={
        <Button variant="primary" href={href('/databases/+')} onFollow={follow}>
          Create database
        </Button>
      }
    >
      {ask.failure && <Failed failure={ask.failure} retry={ask.retry} />}
      {(ask.data || ask.loading) && (
        <Table
          {...collectionProps}
          items={items}
          loading={ask.loading}
          loadingText="Loading databases"
          data-testid={ask.loading ? 'loading' : undefined}
          trackBy="id"
          variant="container"
          ariaLabels={{ tableLabel: 'Databases' }}
          header={<Header counter={ask.data ? `(${ask.data.length})` : ''}>Instances and clusters</Header>}
          filter={<TextFilter {...filterProps} filteringPlaceholder="Find databases" filteringAriaLabel="Find databases" />}
          pagination={<Pagination {...paginationProps} ariaLabels={{ nextPageLabel: 'Next page', previousPageLabel: 'Previous page', pageLabel: (page) => `Page ${page}` }} />}
          columnDefinitions={[
            {
              id: 'id',
              header: 'Identifier',
              sortingField: 'id',
              isRowHeader: true,
              cell: (one) => (
                <Box padding={{ left: one.indent ? 'l' : 'n' }}>
                  <Go to={`/databases/${encodeURIComponent(one.id)}`}>{one.id}</Go>
                </Box>
              ),
            },
            { id: 'status', header: 'Status', sortingField: 'status', cell: (one) => <Status status={one.status} /> },
            { id: 'role', header: 'Role', sortingField: 'role', cell: (one) => one.role },
            { id: 'engine', header: 'Engine', cell: (one) => one.engine },
            { id: 'class', header: 'Class', sortingField: 'className', cell: (one) => one.className },
            { id: 'zones', header: 'Zone', cell: (one) => one.zones },
            { id: 'endpoint', header: 'Endpoint', cell: (one) => <span className="letters">{one.endpoint}</span> },
            {
              id: 'go',
              header: 'Load',
              cell: (one) =>
                one.isCluster ? '' : (
                  <SpaceBetween direction="horizontal" size="xs">
                    <Go to={`/insights/${encodeURIComponent(one.id)}`} ariaLabel={`Insights of ${one.id}`}>Insights</Go>
                  </SpaceBetween>
                ),
            },
          ]}
        />
      )}
    </Page>
  );
}

/** Clusters with their instances below them, then the rest; replicas say whose they are. */
export function rowsOf(instances: DBInstance[], clusters: DBCluster[]): Row[] {
  const rows: Row[] = [];
  for (const cluster of clusters) {
    rows.push({
      id: cluster.DBClusterIdentifier ?? '',
      status: cluster.Status ?? '',
      role: 'Multi-AZ DB cluster',
      indent: false,
      isCluster: true,
      engine: `${cluster.Engine} ${cluster.EngineVersion}`,
      className: cluster.DBClusterInstanceClass ?? '',
      zones: (cluster.AvailabilityZones ?? []).join(', '),
      endpoint: cluster.Endpoint ? `${cluster.Endpoint}:${cluster.Port}` : '–',
    });
    for (const member of cluster.DBClusterMembers ?? []) {
      const instance = instances.find((one) => one.DBInstanceIdentifier === member.DBInstanceIdentifier);
      if (instance) rows.push(rowOf(instance, member.IsClusterWriter ? 'Writer' : 'Reader', true));
    }
  }
  for (const instance of instances)
    if (!instance.DBClusterIdentifier) rows.push(rowOf(instance, roleOf(instance), false));
  return rows;
}

export function roleOf(instance: DBInstance): string {
  const source = instance.ReadReplicaSourceDBInstanceIdentifier ?? instance.ReadReplicaSourceDBClusterIdentifier;
  if (source) return `Replica of ${source}`;
  return instance.MultiAZ ? 'Instance, Multi-AZ' : 'Instance';
}

function rowOf(one: DBInstance, role: string, indent: boolean): Row {
  const zones = [one.AvailabilityZone, one.SecondaryAvailabilityZone].filter(Boolean).join(' / ');
  return {
    id: one.DBInstanceIdentifier ?? '',
    status: one.DBInstanceStatus ?? '',
    role,
    indent,
    isCluster: false,
    engine: `${one.Engine} ${one.EngineVersion}`,
    className: one.DBInstanceClass ?? '',
    zones,
    endpoint: one.Endpoint ? `${one.Endpoint.Address}:${one.Endpoint.Port}` : '–',
  };
}
