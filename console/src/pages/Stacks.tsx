import { DescribeStackResourcesCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useClients } from '../aws/clients';
import { allPages, useAsk } from '../aws/useAsk';
import { moment, visible } from '../parts/format';
import { Page } from '../parts/Page';
import { Answer, Empty } from '../parts/States';
import { Status } from '../parts/Status';
import { useParameter } from '../url/location';

/** Stacks of CloudFormation, and what each of them made. */
export default function Stacks() {
  const { stacks } = useClients();
  const [chosen, setChosen] = useParameter('stack', '');
  const ask = useAsk('stacks', () =>
    allPages(async (token) => {
      const answer = await stacks.send(new DescribeStacksCommand({ NextToken: token }));
      return { items: answer.Stacks, next: answer.NextToken };
    }), 5000);
  return (
    <Page title="Stacks" description="What CloudFormation made, and keeps as its template says.">
      <Answer ask={ask} what="stacks">
        {(rows) =>
          rows.length === 0 ? (
            <Container><Empty title="No stacks in this region yet">aws cloudformation deploy makes one of a template.</Empty></Container>
          ) : (
            <Table
              items={rows}
              trackBy="StackName"
              selectionType="single"
              selectedItems={rows.filter((one) => one.StackName === chosen)}
              onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0]?.StackName ?? '')}
              ariaLabels={{ tableLabel: 'Stacks', selectionGroupLabel: 'Stack', itemSelectionLabel: (_, one) => one.StackName ?? '' }}
              header={<Header counter={`(${rows.length})`}>Stacks</Header>}
              columnDefinitions={[
                { id: 'name', header: 'Name', isRowHeader: true, cell: (one) => visible(one.StackName ?? '') },
                { id: 'status', header: 'Status', cell: (one) => <Status status={one.StackStatus} /> },
                { id: 'made', header: 'Created', cell: (one) => moment(one.CreationTime) },
                { id: 'changed', header: 'Changed', cell: (one) => moment(one.LastUpdatedTime) },
                { id: 'says', header: 'Description', cell: (one) => visible(one.Description ?? '') },
              ]}
            />
          )
        }
      </Answer>
      {chosen !== '' && <Resources stack={chosen} />}
    </Page>
  );
}

function Resources({ stack }: { stack: string }) {
  const { stacks } = useClients();
  const ask = useAsk('stack/' + stack, () => stacks.send(new DescribeStackResourcesCommand({ StackName: stack })), 5000);
  return (
    <Container header={<Header variant="h2">Resources of {visible(stack)}</Header>}>
      <Answer ask={ask} what="its resources">
        {(answer) => (
          <Table
            variant="borderless"
            items={answer.StackResources ?? []}
            ariaLabels={{ tableLabel: 'Resources' }}
            empty={<Empty title="It has no resources" />}
            columnDefinitions={[
              { id: 'name', header: 'Logical id', isRowHeader: true, cell: (one) => visible(one.LogicalResourceId ?? '') },
              { id: 'type', header: 'Type', cell: (one) => one.ResourceType },
              { id: 'is', header: 'Physical id', cell: (one) => visible(one.PhysicalResourceId ?? '') },
              { id: 'status', header: 'Status', cell: (one) => <Status status={one.ResourceStatus} /> },
              { id: 'why', header: '', cell: (one) => visible(one.ResourceStatusReason ?? '') },
            ]}
          />
        )}
      </Answer>
    </Container>
  );
}
