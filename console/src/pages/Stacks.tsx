import { DescribeStackEventsCommand, DescribeStackResourcesCommand, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
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
  const stack = ask.data?.find((one) => one.StackName === chosen);
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
      {stack && <Chosen stack={chosen} outputs={stack.Outputs ?? []} />}
    </Page>
  );
}

function Chosen({ stack, outputs }: { stack: string; outputs: NonNullable<Stack['Outputs']> }) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Outputs of {visible(stack)}</Header>}>
        <Table
          variant="borderless"
          items={outputs}
          ariaLabels={{ tableLabel: 'Outputs' }}
          empty={<Empty title="It has no outputs" />}
          columnDefinitions={[
            { id: 'key', header: 'Key', isRowHeader: true, cell: (one) => visible(one.OutputKey ?? '') },
            { id: 'value', header: 'Value', cell: (one) => visible(one.OutputValue ?? '') },
            { id: 'export', header: 'Exported as', cell: (one) => visible(one.ExportName ?? '–') },
            { id: 'says', header: 'Description', cell: (one) => visible(one.Description ?? '') },
          ]}
        />
      </Container>
      <Resources stack={stack} />
      <Events stack={stack} />
    </SpaceBetween>
  );
}

/** As many as one answer has: the newest. */
function Events({ stack }: { stack: string }) {
  const { stacks } = useClients();
  const ask = useAsk('stackevents/' + stack, () => stacks.send(new DescribeStackEventsCommand({ StackName: stack })), 5000);
  return (
    <Container header={<Header variant="h2" description="The newest first; where something failed, the first reason is the lowest.">Events of {visible(stack)}</Header>}>
      <Answer ask={ask} what="its events">
        {(answer) => (
          <Table
            variant="borderless"
            contentDensity="compact"
            wrapLines
            items={answer.StackEvents ?? []}
            trackBy="EventId"
            ariaLabels={{ tableLabel: 'Events' }}
            empty={<Empty title="Nothing has happened to it yet" />}
            columnDefinitions={[
              { id: 'at', header: 'Time', cell: (one) => moment(one.Timestamp) },
              { id: 'name', header: 'Logical id', isRowHeader: true, cell: (one) => visible(one.LogicalResourceId ?? '') },
              { id: 'status', header: 'Status', cell: (one) => <Status status={one.ResourceStatus} /> },
              { id: 'why', header: 'Reason', minWidth: 260, cell: (one) => visible(one.ResourceStatusReason ?? '') },
            ]}
          />
        )}
      </Answer>
    </Container>
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
