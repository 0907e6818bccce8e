import { DescribeDBProxiesCommand, type RDSClient } from '@aws-sdk/client-rds';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useClients } from '../aws/clients';
import { metrics, newest } from '../aws/metrics';
import { allPages, useAsk } from '../aws/useAsk';
import { number } from '../parts/format';
import { Go } from '../parts/Go';
import { Page } from '../parts/Page';
import { Answer, Empty } from '../parts/States';
import { Status } from '../parts/Status';

export function proxiesOf(rds: RDSClient) {
  return allPages(async (marker) => {
    const answer = await rds.send(new DescribeDBProxiesCommand({ Marker: marker }));
    return { items: answer.DBProxies, next: answer.Marker };
  });
}

const WANTED = ['ClientConnections', 'DatabaseConnections', 'DatabaseConnectionsCurrentlySessionPinned'];

export default function Proxies() {
  const { rds, cloudWatch } = useClients();
  const ask = useAsk('proxies', async () => {
    const proxies = await proxiesOf(rds);
    const now = Date.now() / 1000;
    const wanted = proxies.flatMap((one, nth) =>
      WANTED.map((metric, which) => ({ id: `m${nth}x${which}`, metric, statistic: 'Average', dimensions: dimensionsOf(metric, one.DBProxyName!) })),
    );
    const points = wanted.length ? await metrics(cloudWatch, wanted, now - 300, now, 60) : new Map();
    return proxies.map((one, nth) => ({ one, values: WANTED.map((_, which) => newest(points.get(`m${nth}x${which}`))) }));
  }, 5000);
  return (
    <Page title="Proxies" description="Many clients on few connections, and which of them keep one to themselves.">
      <Answer ask={ask} what="proxies">
        {(rows) =>
          rows.length === 0 ? (
            <Container>
              <Empty title="No DB proxies in this region yet">
                A proxy lets many clients share few connections, and keeps its address through a failover. aws rds create-db-proxy makes one.
              </Empty>
            </Container>
          ) : (
            <Table
              items={rows}
              trackBy={({ one }) => one.DBProxyName!}
              ariaLabels={{ tableLabel: 'DB proxies' }}
              header={<Header counter={`(${rows.length})`} description="Numbers are of the newest minute.">DB proxies</Header>}
              columnDefinitions={[
                { id: 'name', header: 'Name', isRowHeader: true, cell: ({ one }) => <Go to={`/proxies/${encodeURIComponent(one.DBProxyName!)}`}>{one.DBProxyName}</Go> },
                { id: 'status', header: 'Status', cell: ({ one }) => <Status status={one.Status} /> },
                { id: 'clients', header: 'Clients', cell: ({ values }) => number(values[0], 0) },
                { id: 'connections', header: 'Connections', cell: ({ values }) => number(values[1], 0) },
                { id: 'pinned', header: 'Pinned', cell: ({ one, values }) => (values[2] ? <Go to={`/proxies/${encodeURIComponent(one.DBProxyName!)}/pins`}>{number(values[2], 0)}</Go> : number(values[2], 0)) },
                { id: 'endpoint', header: 'Endpoint', cell: ({ one }) => <span className="letters">{one.Endpoint}</span> },
                { id: 'tls', header: 'TLS', cell: ({ one }) => (one.RequireTLS ? 'required' : 'allowed') },
              ]}
            />
          )
        }
      </Answer>
    </Page>
  );
}

/** CloudWatch has what is of clients by proxy, and what is of the pool by target group and role. */
export function dimensionsOf(metric: string, proxy: string): Record<string, string> {
  return metric.startsWith('Client') || metric.startsWith('Query') || metric === 'DatabaseConnectionsBorrowLatency'
    ? { ProxyName: proxy }
    : { ProxyName: proxy, TargetGroup: 'default', TargetRole: 'READ_WRITE' };
}
