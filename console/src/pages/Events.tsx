import { DescribeEventsCommand, type SourceType } from '@aws-sdk/client-rds';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useClients } from '../aws/clients';
import { allPages, useAsk } from '../aws/useAsk';
import { ago, moment, visible } from '../parts/format';
import { Go } from '../parts/Go';
import { Page } from '../parts/Page';
import { Empty, Failed } from '../parts/States';
import { useParameter } from '../url/location';

const TIMES = [
  { value: '60', label: 'The last hour' },
  { value: '1440', label: 'The last day' },
  { value: '20160', label: '14 days' },
];
const KINDS = ['', 'db-instance', 'db-cluster', 'db-snapshot', 'db-cluster-snapshot', 'db-parameter-group', 'db-proxy'];
const SHOWN_MAX = 500;

/** What happened, newest first. */
export default function Events() {
  const { rds } = useClients();
  const [minutes, setMinutes] = useParameter('minutes', '1440');
  const [kind, setKind] = useParameter('kind', '');
  const [find, setFind] = useParameter('find', '');
  const ask = useAsk(`events/${minutes}/${kind}`, () =>
    allPages(async (marker) => {
      const answer = await rds.send(new DescribeEventsCommand({ Duration: Number(minutes), ...(kind ? { SourceType: kind as SourceType } : {}), Marker: marker }));
      return { items: answer.Events, next: answer.Marker };
    }), 3000);
  const needle = find.toLowerCase();
  const found = [...(ask.data ?? [])].reverse().filter((one) => `${one.SourceIdentifier} ${one.Message} ${one.EventCategories?.join(' ')}`.toLowerCase().includes(needle));
  return (
    <Page title="Events" description="What happened to databases, snapshots, proxies and parameter groups.">
      {ask.failure && <Failed failure={ask.failure} retry={ask.retry} />}
      <Table
        items={found.slice(0, SHOWN_MAX)}
        loading={ask.loading}
        loadingText="Loading events"
        data-testid={ask.loading ? 'loading' : undefined}
        contentDensity="compact"
        wrapLines
        ariaLabels={{ tableLabel: 'Events' }}
        header={<Header counter={ask.data ? `(${found.length > SHOWN_MAX ? `newest ${SHOWN_MAX} of ` : ''}${found.length})` : ''}>Events</Header>}
        filter={
          <SpaceBetween direction="horizontal" size="xs">
            <TextFilter filteringText={find} onChange={({ detail }) => setFind(detail.filteringText)} filteringPlaceholder="Find events" filteringAriaLabel="Find events" />
            <Select selectedOption={TIMES.find((one) => one.value === minutes) ?? TIMES[1]!} onChange={({ detail }) => setMinutes(detail.selectedOption.value!)} options={TIMES} ariaLabel="Time" />
            <Select
              selectedOption={{ value: kind, label: kind || 'All sources' }}
              onChange={({ detail }) => setKind(detail.selectedOption.value!)}
              options={KINDS.map((value) => ({ value, label: value || 'All sources' }))}
              ariaLabel="Sources"
            />
          </SpaceBetween>
        }
        empty={ask.data && <Empty title="Nothing happened in this time">Creating, failing over, backing up and the like are told here.</Empty>}
        columnDefinitions={[
          { id: 'at', header: 'Time', cell: (one) => <span title={one.Date?.toISOString()}>{moment(one.Date)}</span> },
          { id: 'ago', header: '', cell: (one) => ago(one.Date) },
          {
            id: 'source',
            header: 'Source',
            cell: (one) => (/^db-(instance|cluster)$/.test(one.SourceType ?? '') ? <Go to={`/databases/${encodeURIComponent(one.SourceIdentifier ?? '')}`}>{one.SourceIdentifier}</Go> : visible(one.SourceIdentifier ?? '')),
          },
          { id: 'what', header: 'Event', isRowHeader: true, cell: (one) => visible(one.Message ?? '') },
          { id: 'categories', header: 'Categories', cell: (one) => (one.EventCategories ?? []).join(', ') },
        ]}
      />
    </Page>
  );
}
