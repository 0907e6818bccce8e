import { DescribeEventsCommand } from '@aws-sdk/client-rds';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useClients } from '../../aws/clients';
import { allPages, useAsk } from '../../aws/useAsk';
import { ago, moment, visible } from '../../parts/format';
import { Answer, Empty } from '../../parts/States';
import type { Estate } from './estate';

/** What happened to a database, newest first. */
export function EventsOf({ of, days, most = 500 }: { of: Estate; days: number; most?: number }) {
  const { rds } = useClients();
  const ask = useAsk(
    `events/${of.id}/${days}`,
    () =>
      allPages(async (marker) => {
        const answer = await rds.send(
          new DescribeEventsCommand({
            SourceIdentifier: of.id,
            SourceType: of.cluster ? 'db-cluster' : 'db-instance',
            Duration: days * 1440,
            Marker: marker,
          }),
        );
        return { items: answer.Events, next: answer.Marker };
      }),
    2000,
  );
  return (
    <Answer ask={ask} what="events">
      {(all) => (
        <Table
          items={[...all].reverse().slice(0, most)}
          variant="container"
          contentDensity="compact"
          ariaLabels={{ tableLabel: 'Events' }}
          header={<Header variant="h2">{days === 1 ? 'Events of the last day' : `Events of ${days} days`}</Header>}
          empty={<Empty title="Nothing happened in this time." />}
          columnDefinitions={[
            { id: 'when', header: 'Time', width: 220, cell: (one) => <span title={one.Date?.toISOString()}>{moment(one.Date)}</span> },
            { id: 'ago', header: '', width: 110, cell: (one) => ago(one.Date) },
            { id: 'what', header: 'Event', isRowHeader: true, cell: (one) => visible(one.Message ?? '') },
            { id: 'kind', header: 'Categories', width: 160, cell: (one) => (one.EventCategories ?? []).join(', ') },
          ]}
        />
      )}
    </Answer>
  );
}
