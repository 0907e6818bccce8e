import Container from '@cloudscape-design/components/container';
import Table from '@cloudscape-design/components/table';
import { useClients } from '../aws/clients';
import { useAsk } from '../aws/useAsk';
import { Go } from '../parts/Go';
import { Page } from '../parts/Page';
import { Answer, Empty } from '../parts/States';
import { Status } from '../parts/Status';
import { instancesOf, roleOf } from './Databases';

/** Which instance to look into. */
export default function InsightsChoice() {
  const { rds } = useClients();
  const ask = useAsk('insights', () => instancesOf(rds), 10_000);
  return (
    <Page title="Database insights" description="What the sessions of an instance do, each second: who waits, for what, with which statement.">
      <Answer ask={ask} what="instances">
        {(all) =>
          all.length === 0 ? (
            <Container><Empty title="No databases yet"><Go to="/databases/+">Create one</Go></Empty></Container>
          ) : (
            <Table
              items={all}
              trackBy="DBInstanceIdentifier"
              ariaLabels={{ tableLabel: 'Instances' }}
              columnDefinitions={[
                { id: 'id', header: 'Instance', isRowHeader: true, cell: (one) => <Go to={`/insights/${encodeURIComponent(one.DBInstanceIdentifier!)}`}>{one.DBInstanceIdentifier}</Go> },
                { id: 'status', header: 'Status', cell: (one) => <Status status={one.DBInstanceStatus} /> },
                { id: 'role', header: 'Role', cell: roleOf },
                { id: 'mode', header: 'Performance Insights', cell: (one) => (one.PerformanceInsightsEnabled ? `on, ${one.DatabaseInsightsMode ?? 'standard'}` : 'off') },
              ]}
            />
          )
        }
      </Answer>
    </Page>
  );
}
