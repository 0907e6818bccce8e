import {
  DescribeDBClusterParametersCommand,
  DescribeDBParametersCommand,
  DescribeEngineDefaultClusterParametersCommand,
  DescribeEngineDefaultParametersCommand,
  type Parameter,
} from '@aws-sdk/client-rds';
import { useCollection } from '@cloudscape-design/collection-hooks';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useClients } from '../aws/clients';
import { allPages, useAsk } from '../aws/useAsk';
import { visible } from '../parts/format';
import { Go } from '../parts/Go';
import { Page } from '../parts/Page';
import { Answer, Empty } from '../parts/States';
import { useParameter } from '../url/location';
import { groupsOf } from './ParameterGroups';

interface Row {
  name: string;
  value: string;
  standard: string;
  differs: boolean;
  applies: string;
  allowed: string;
  says: string;
}

/** A group beside the defaults of its family: what somebody changed comes first. */
export default function ParameterGroup({ name }: { name: string }) {
  const { rds } = useClients();
  const [of] = useParameter('of', 'instance');
  const clustered = of === 'cluster';
  const ask = useAsk(`group/${of}/${name}`, async () => {
    const group = (await groupsOf(rds, clustered ? 'cluster' : 'instance')).find((one) => one.name === name);
    if (!group) return null;
    const { family } = group;
    const [own, standard] = await Promise.all([
      allPages(async (marker): Promise<{ items: Parameter[] | undefined; next: string | undefined }> => {
        const answer = clustered
          ? await rds.send(new DescribeDBClusterParametersCommand({ DBClusterParameterGroupName: name, Marker: marker }))
          : await rds.send(new DescribeDBParametersCommand({ DBParameterGroupName: name, Marker: marker }));
        return { items: answer.Parameters, next: answer.Marker };
      }),
      allPages(async (marker): Promise<{ items: Parameter[] | undefined; next: string | undefined }> => {
        const answer = clustered
          ? await rds.send(new DescribeEngineDefaultClusterParametersCommand({ DBParameterGroupFamily: family, Marker: marker }))
          : await rds.send(new DescribeEngineDefaultParametersCommand({ DBParameterGroupFamily: family, Marker: marker }));
        return { items: answer.EngineDefaults?.Parameters, next: answer.EngineDefaults?.Marker };
      }),
    ]);
    return { family, rows: rowsOf(own, standard) };
  });
  return (
    <Page title={name} trail={[{ text: 'Parameter groups', path: '/parameters' }]} description={ask.data?.family}>
      <Answer ask={ask} what="the parameters">
        {(told) =>
          told ? (
            <Rows rows={told.rows} />
          ) : (
            <Container><Empty title={`There is no parameter group ${name} in this region`}><Go to="/parameters">All parameter groups</Go></Empty></Container>
          )
        }
      </Answer>
    </Page>
  );
}

function rowsOf(own: Parameter[], standard: Parameter[]): Row[] {
  const defaults = new Map(standard.map((one) => [one.ParameterName, one.ParameterValue ?? '']));
  return own
    .map((one): Row => {
      const value = one.ParameterValue ?? '';
      const usual = defaults.get(one.ParameterName) ?? '';
      return {
        name: one.ParameterName ?? '',
        value,
        standard: usual,
        differs: value !== usual || one.Source === 'user',
        applies: one.ApplyMethod ?? one.ApplyType ?? '',
        allowed: one.AllowedValues ?? '',
        says: one.Description ?? '',
      };
    })
    .sort((a, b) => Number(b.differs) - Number(a.differs) || a.name.localeCompare(b.name));
}

function Rows({ rows }: { rows: Row[] }) {
  const [which, setWhich] = useParameter('show', 'changed');
  const shown = which === 'changed' ? rows.filter((one) => one.differs) : rows;
  const { items, filterProps, paginationProps, collectionProps } = useCollection(shown, {
    filtering: {
      empty: <Empty title="Nothing differs from the defaults">All parameters are as the engine has them; choose All to see them.</Empty>,
      noMatch: <Empty title="Nothing matches" />,
    },
    pagination: { pageSize: 100 },
    sorting: {},
  });
  return (
    <Table
      {...collectionProps}
      items={items}
      trackBy="name"
      contentDensity="compact"
      wrapLines
      ariaLabels={{ tableLabel: 'Parameters' }}
      header={
        <Header
          counter={`(${rows.filter((one) => one.differs).length} of ${rows.length} differ)`}
          actions={<SegmentedControl label="Shown" selectedId={which} onChange={({ detail }) => setWhich(detail.selectedId)} options={[{ id: 'changed', text: 'Changed' }, { id: 'all', text: 'All' }]} />}
        >
          Parameters
        </Header>
      }
      filter={<TextFilter {...filterProps} filteringPlaceholder="Find parameters" filteringAriaLabel="Find parameters" />}
      pagination={<Pagination {...paginationProps} ariaLabels={{ nextPageLabel: 'Next page', previousPageLabel: 'Previous page', pageLabel: (page) => `Page ${page}` }} />}
      columnDefinitions={[
        { id: 'name', header: 'Parameter', sortingField: 'name', isRowHeader: true, cell: (one) => <span className="letters">{one.name}</span> },
        {
          id: 'value',
          header: 'Value',
          cell: (one) =>
            one.differs ? (
              <SpaceBetween size="xxs">
                <ins className="letters">+ {visible(one.value) || 'unset'}</ins>
                <del className="letters">− {visible(one.standard) || 'unset'}</del>
              </SpaceBetween>
            ) : (
              <span className="letters">{visible(one.value)}</span>
            ),
        },
        { id: 'applies', header: 'In force', cell: (one) => one.applies },
        { id: 'allowed', header: 'Allowed', cell: (one) => <span className="letters">{visible(one.allowed).slice(0, 120)}</span> },
        { id: 'says', header: 'Description', cell: (one) => visible(one.says) },
      ]}
    />
  );
}
