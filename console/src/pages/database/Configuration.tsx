import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Go } from '../../parts/Go';
import { moment } from '../../parts/format';
import type { Estate } from './estate';

const LEFT_OUT = new Set(['TagList', 'CertificateDetails', 'MasterUserSecret', '$metadata']);

/** Everything that DescribeDBInstances or DescribeDBClusters says, grouped as people look for it. */
export function Configuration({ of }: { of: Estate }) {
  const one = (of.cluster ?? of.instance!) as unknown as Record<string, unknown>;
  const group = of.instance?.DBParameterGroups?.[0];
  const pending = Object.entries(of.instance?.PendingModifiedValues ?? {}).filter(([, value]) => value !== undefined);
  return (
    <SpaceBetween size="l">
      {group?.DBParameterGroupName && (
        <Container header={<Header variant="h2">Parameters</Header>}>
          <KeyValuePairs
            columns={3}
            items={[
              { label: 'Parameter group', value: <Go to={`/parameters/${encodeURIComponent(group.DBParameterGroupName)}`}>{group.DBParameterGroupName}</Go> },
              { label: 'In force', value: group.ParameterApplyStatus ?? '–' },
              { label: 'Waits for the maintenance window', value: pending.length ? pending.map(([name, value]) => `${name}: ${shown(value)}`).join(', ') : 'nothing' },
            ]}
          />
        </Container>
      )}
      <Container header={<Header variant="h2" description="As the API says it.">Settings</Header>}>
        <ColumnLayout columns={2} minColumnWidth={360}>
          {halves(Object.entries(one)
            .filter(([name, value]) => !LEFT_OUT.has(name) && value !== undefined && shown(value) !== '')
            .sort(([a], [b]) => a.localeCompare(b))).map((half, nth) => (
            <dl className="facts" key={nth}>
              {half.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{shown(value)}</dd>
                </div>
              ))}
            </dl>
          ))}
        </ColumnLayout>
      </Container>
    </SpaceBetween>
  );
}

function halves<T>(all: T[]): T[][] {
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)];
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return moment(value);
  if (Array.isArray(value)) return value.map(shown).filter(Boolean).join('; ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, inner]) => (shown(inner) === '' ? '' : `${name} ${shown(inner)}`))
      .filter(Boolean)
      .join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
