import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useClients } from '../aws/clients';
import { metrics, newest } from '../aws/metrics';
import { useAsk } from '../aws/useAsk';
import { Chart } from '../chart/Chart';
import { Palette } from '../chart/colors';
import { lastKnown, onGrid } from '../chart/model';
import { seconds, visible } from '../parts/format';
import { Go } from '../parts/Go';
import { Page } from '../parts/Page';
import { Answer, Empty } from '../parts/States';
import { Status } from '../parts/Status';
import { useDark } from '../shell/theme';
import { useParameter } from '../url/location';
import { clustersOf, instancesOf } from './Databases';

const palette = new Palette();

/** Who follows whom, and how far behind. */
export default function Replicas() {
  const { rds, cloudWatch } = useClients();
  const dark = useDark();
  const [last, setLast] = useParameter('last', '3600');
  const ask = useAsk(`replicas/${last}/${dark}`, async () => {
    const [instances, clusters] = await Promise.all([instancesOf(rds), clustersOf(rds)]);
    const rows = instances.flatMap((one) => {
      const source = one.ReadReplicaSourceDBInstanceIdentifier ?? one.ReadReplicaSourceDBClusterIdentifier;
      const cluster = clusters.find((other) => other.DBClusterIdentifier === one.DBClusterIdentifier);
      const reader = cluster?.DBClusterMembers?.some((member) => member.DBInstanceIdentifier === one.DBInstanceIdentifier && !member.IsClusterWriter);
      if (!source && !reader) return [];
      return [{ one, id: one.DBInstanceIdentifier!, source: source ?? `writer of ${cluster!.DBClusterIdentifier}`, kind: source ? 'replica' : 'reader' }];
    });
    const to = Math.floor(Date.now() / 60_000) * 60;
    const from = to - Number(last);
    const period = Number(last) > 86400 ? 300 : 60;
    const wanted = rows.map((row, nth) => ({ id: `lag${nth}`, metric: 'ReplicaLag', statistic: 'Maximum', dimensions: { DBInstanceIdentifier: row.id } }));
    const points = wanted.length ? await metrics(cloudWatch, wanted, from, to, period) : new Map();
    const series = rows.map((row, nth) => ({
      key: row.id,
      label: row.id,
      color: palette.color(row.id, dark),
      values: onGrid(from, to, period, (points.get(`lag${nth}`) ?? []).filter((one: { value: number }) => one.value >= 0)).values,
    }));
    return { rows: rows.map((row, nth) => ({ ...row, lag: newest(points.get(`lag${nth}`)) })), data: { times: onGrid(from, to, period, []).times, series } };
  }, 5000);
  return (
    <Page title="Replicas" description="How old the first change is that a replica does not show yet.">
      <Answer ask={ask} what="replicas">
        {({ rows, data }) =>
          rows.length === 0 ? (
            <Container>
              <Empty title="No replicas in this region yet">aws rds create-db-instance-read-replica makes one of a database that has automated backups.</Empty>
            </Container>
          ) : (
            <SpaceBetween size="l">
              <Container
                header={
                  <Header
                    variant="h2"
                    description="The greatest of each minute."
                    actions={<SegmentedControl label="Range" selectedId={last} onChange={({ detail }) => setLast(detail.selectedId)} options={[{ id: '3600', text: '1 h' }, { id: '86400', text: '24 h' }, { id: '604800', text: '7 d' }]} />}
                  >
                    Lag
                  </Header>
                }
              >
                {lastKnown(data) < 0 ? <Empty title="Nothing yet">The first minute is not over.</Empty> : <Chart title="Replica lag" data={data} unit={seconds} height={220} />}
              </Container>
              <Table
                items={rows}
                trackBy="id"
                ariaLabels={{ tableLabel: 'Replicas' }}
                header={<Header counter={`(${rows.length})`}>Replicas and readers</Header>}
                columnDefinitions={[
                  { id: 'id', header: 'Replica', isRowHeader: true, cell: (row) => <Go to={`/databases/${encodeURIComponent(row.id)}`}>{row.id}</Go> },
                  { id: 'source', header: 'Follows', cell: (row) => row.source },
                  { id: 'status', header: 'Status', cell: (row) => <Status status={row.one.DBInstanceStatus} /> },
                  { id: 'replicates', header: 'Replication', cell: (row) => visible(row.one.StatusInfos?.map((info) => info.Message || info.Status).join('; ') ?? '') || '–' },
                  { id: 'lag', header: 'Lag', cell: (row) => (row.lag === undefined ? '–' : seconds(row.lag)) },
                  { id: 'zone', header: 'Zone', cell: (row) => row.one.AvailabilityZone ?? '–' },
                ]}
              />
            </SpaceBetween>
          )
        }
      </Answer>
    </Page>
  );
}
