import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type CompositeAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useClients } from '../aws/clients';
import { allPages, useAsk } from '../aws/useAsk';
import { Confirm } from '../parts/Confirm';
import { ago, moment, visible } from '../parts/format';
import { Page } from '../parts/Page';
import { Answer, Empty } from '../parts/States';
import { Status } from '../parts/Status';
import { useParameter } from '../url/location';

interface Row {
  name: string;
  state: string;
  since: Date | undefined;
  says: string;
  why: string;
  actions: string;
}

const ORDER = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

/** Alarms, those that ring first. */
export default function Alarms() {
  const { cloudWatch } = useClients();
  const [chosen, setChosen] = useParameter('alarm', '');
  const [leaving, setLeaving] = useState('');
  const ask = useAsk('alarms', async () => {
    const metric: MetricAlarm[] = [];
    const composite: CompositeAlarm[] = [];
    await allPages(async (token) => {
      const answer = await cloudWatch.send(new DescribeAlarmsCommand({ NextToken: token, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }));
      metric.push(...(answer.MetricAlarms ?? []));
      composite.push(...(answer.CompositeAlarms ?? []));
      return { items: [], next: answer.NextToken };
    });
    const rows = [...metric.map(ofMetric), ...composite.map(ofComposite)];
    return rows.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name));
  }, 5000);
  const known = ask.data?.some((one) => one.name === chosen) === true;
  return (
    <Page title="Alarms" description="What watches a metric and tells somebody.">
      <Answer ask={ask} what="alarms">
        {(rows) =>
          rows.length === 0 ? (
            <Container>
              <Empty title="No alarms in this region yet">aws cloudwatch put-metric-alarm makes one; DBLoadRelativeToNumVCPUs over 1 for five minutes is a good first.</Empty>
            </Container>
          ) : (
            <Table
              items={rows}
              trackBy="name"
              wrapLines
              ariaLabels={{ tableLabel: 'Alarms', selectionGroupLabel: 'Alarm', itemSelectionLabel: (_, one) => one.name }}
              selectionType="single"
              selectedItems={rows.filter((one) => one.name === chosen)}
              onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0]?.name ?? '')}
              header={<Header counter={`(${rows.length})`} actions={<Button disabled={!known} onClick={() => setLeaving(chosen)}>Delete</Button>}>Alarms</Header>}
              columnDefinitions={[
                { id: 'name', header: 'Name', isRowHeader: true, cell: (one) => visible(one.name) },
                { id: 'state', header: 'State', cell: (one) => <Status status={one.state} /> },
                { id: 'since', header: 'Since', cell: (one) => <span title={moment(one.since)}>{ago(one.since)}</span> },
                { id: 'says', header: 'Rings when', cell: (one) => visible(one.says) },
                { id: 'why', header: 'Because', minWidth: 260, cell: (one) => visible(one.why) },
                { id: 'tells', header: 'Tells', cell: (one) => one.actions || 'nobody' },
              ]}
            />
          )
        }
      </Answer>
      {known && <History name={chosen} />}
      {leaving !== '' && (
        <Confirm
          intent={{
            title: `Delete the alarm ${leaving}`,
            consequences: 'Nobody is told any more, and its history goes. This cannot be undone.',
            typed: leaving,
            button: 'Delete',
            act: () => cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [leaving] })),
          }}
          close={(done) => {
            setLeaving('');
            if (done) setChosen('');
            ask.retry();
          }}
        />
      )}
    </Page>
  );
}

const SIGNS: Record<string, string> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

function ofMetric(one: MetricAlarm): Row {
  const of = one.Dimensions?.map((dimension) => dimension.Value).join(', ');
  const metric = one.MetricName ?? one.Metrics?.map((part) => part.Expression ?? part.MetricStat?.Metric?.MetricName).filter(Boolean).join('; ') ?? '';
  return {
    name: one.AlarmName ?? '',
    state: one.StateValue ?? '',
    since: one.StateUpdatedTimestamp,
    says: `${one.Statistic ?? one.ExtendedStatistic ?? ''} ${metric}${of ? ` of ${of}` : ''} ${SIGNS[one.ComparisonOperator ?? ''] ?? one.ComparisonOperator ?? ''} ${one.Threshold ?? ''}, ${one.DatapointsToAlarm ?? one.EvaluationPeriods} of ${one.EvaluationPeriods} × ${one.Period ?? '–'} s`,
    why: one.StateReason ?? '',
    actions: (one.AlarmActions ?? []).map((arn) => arn.split(':').at(-1)).join(', '),
  };
}

function ofComposite(one: CompositeAlarm): Row {
  return {
    name: one.AlarmName ?? '',
    state: one.StateValue ?? '',
    since: one.StateUpdatedTimestamp,
    says: one.AlarmRule ?? '',
    why: one.StateReason ?? '',
    actions: (one.AlarmActions ?? []).map((arn) => arn.split(':').at(-1)).join(', '),
  };
}

function History({ name }: { name: string }) {
  const { cloudWatch } = useClients();
  const ask = useAsk('history/' + name, () => cloudWatch.send(new DescribeAlarmHistoryCommand({ AlarmName: name, MaxRecords: 50 })), 5000);
  return (
    <Container header={<Header variant="h2">History of {visible(name)}</Header>}>
      <Answer ask={ask} what="its history">
        {(answer) => (
          <Table
            variant="borderless"
            contentDensity="compact"
            items={answer.AlarmHistoryItems ?? []}
            ariaLabels={{ tableLabel: 'History' }}
            empty={<Empty title="Nothing has happened to it yet" />}
            columnDefinitions={[
              { id: 'at', header: 'Time', cell: (one) => moment(one.Timestamp) },
              { id: 'kind', header: 'Kind', cell: (one) => one.HistoryItemType },
              { id: 'what', header: 'What', isRowHeader: true, cell: (one) => visible(one.HistorySummary ?? '') },
            ]}
          />
        )}
      </Answer>
    </Container>
  );
}
