import { DescribeDBClusterParameterGroupsCommand, DescribeDBParameterGroupsCommand, type RDSClient } from '@aws-sdk/client-rds';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useClients } from '../aws/clients';
import { allPages, useAsk } from '../aws/useAsk';
import { visible } from '../parts/format';
import { Go } from '../parts/Go';
import { Page } from '../parts/Page';
import { Answer, Empty } from '../parts/States';

export interface Group {
  name: string;
  family: string;
  kind: Kind;
  says: string;
}

export type Kind = 'instance' | 'cluster';

export async function groupsOf(rds: RDSClient, kind: Kind): Promise<Group[]> {
  if (kind === 'cluster') {
    const found = await allPages(async (marker) => {
      const answer = await rds.send(new DescribeDBClusterParameterGroupsCommand({ Marker: marker }));
      return { items: answer.DBClusterParameterGroups, next: answer.Marker };
    });
    return found.map((one) => ({ name: one.DBClusterParameterGroupName!, family: one.DBParameterGroupFamily ?? '', kind, says: one.Description ?? '' }));
  }
  const found = await allPages(async (marker) => {
    const answer = await rds.send(new DescribeDBParameterGroupsCommand({ Marker: marker }));
    return { items: answer.DBParameterGroups, next: answer.Marker };
  });
  return found.map((one) => ({ name: one.DBParameterGroupName!, family: one.DBParameterGroupFamily ?? '', kind, says: one.Description ?? '' }));
}

export default function ParameterGroups() {
  const { rds } = useClients();
  const ask = useAsk('groups', async () => (await Promise.all([groupsOf(rds, 'instance'), groupsOf(rds, 'cluster')])).flat());
  return (
    <Page title="Parameter groups" description="Settings of PostgreSQL that databases share.">
      <Answer ask={ask} what="parameter groups">
        {(rows) =>
          rows.length === 0 ? (
            <Container><Empty title="No parameter groups yet">aws rds create-db-parameter-group makes one; until then databases have the defaults.</Empty></Container>
          ) : (
            <Table
              items={rows}
              ariaLabels={{ tableLabel: 'Parameter groups' }}
              header={<Header counter={`(${rows.length})`}>Parameter groups</Header>}
              columnDefinitions={[
                { id: 'name', header: 'Name', isRowHeader: true, cell: (one) => <Go to={`/parameters/${encodeURIComponent(one.name)}`} query={{ of: one.kind === 'cluster' ? 'cluster' : undefined }}>{one.name}</Go> },
                { id: 'kind', header: 'Of', cell: (one) => one.kind },
                { id: 'family', header: 'Family', cell: (one) => one.family },
                { id: 'says', header: 'Description', cell: (one) => visible(one.says) },
              ]}
            />
          )
        }
      </Answer>
    </Page>
  );
}
