import {
  DeleteDBClusterSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotsCommand,
  RestoreDBClusterFromSnapshotCommand,
  RestoreDBClusterToPointInTimeCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
  RestoreDBInstanceToPointInTimeCommand,
} from '@aws-sdk/client-rds';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useClients } from '../../aws/clients';
import { allPages, useAsk } from '../../aws/useAsk';
import { Confirm } from '../../parts/Confirm';
import { moment } from '../../parts/format';
import { Answer, Empty } from '../../parts/States';
import { Status } from '../../parts/Status';
import type { Estate } from './estate';

interface Snapshot {
  id: string;
  kind: string;
  status: string;
  at: Date | undefined;
  gigabytes: number | undefined;
}

/** Snapshots, and the way back to any of them or to a moment. A restore is always a new database. */
export function Backups({ of }: { of: Estate }) {
  const { rds } = useClients();
  const [restoring, setRestoring] = useState<{ snapshot?: Snapshot }>();
  const [leaving, setLeaving] = useState('');
  const clustered = of.cluster !== undefined;
  const ask = useAsk(
    'snapshots/' + of.id,
    async (): Promise<Snapshot[]> => {
      if (clustered) {
        const found = await allPages(async (marker) => {
          const answer = await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier: of.id, Marker: marker }));
          return { items: answer.DBClusterSnapshots, next: answer.Marker };
        });
        return found.map((one) => ({
          id: one.DBClusterSnapshotIdentifier ?? '',
          kind: one.SnapshotType ?? '',
          status: one.Status ?? '',
          at: one.SnapshotCreateTime,
          gigabytes: one.AllocatedStorage,
        }));
      }
      const found = await allPages(async (marker) => {
        const answer = await rds.send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: of.id, Marker: marker }));
        return { items: answer.DBSnapshots, next: answer.Marker };
      });
      return found.map((one) => ({
        id: one.DBSnapshotIdentifier ?? '',
        kind: one.SnapshotType ?? '',
        status: one.Status ?? '',
        at: one.SnapshotCreateTime,
        gigabytes: one.AllocatedStorage,
      }));
    },
    5000,
  );
  const until = (of.cluster ?? of.instance)?.LatestRestorableTime;
  const rows = [...(ask.data ?? [])].sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0));
  const oldest = rows.filter((one) => one.kind === 'automated').at(-1)?.at;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" actions={<Button disabled={!until} onClick={() => setRestoring({})}>Restore to a moment</Button>}>
            Any moment
          </Header>
        }
      >
        {until ? (
          <KeyValuePairs columns={2} items={[{ label: 'From', value: moment(oldest) }, { label: 'To', value: moment(until) }]} />
        ) : (
          <Empty title="No moment can be restored">Automated backups are off: set BackupRetentionPeriod to 1 to 35 days.</Empty>
        )}
      </Container>
      <Answer ask={ask} what="snapshots">
        {() => (
          <Table
            items={rows}
            trackBy="id"
            ariaLabels={{ tableLabel: 'Snapshots' }}
            header={<Header variant="h2">Snapshots</Header>}
            empty={<Empty title="No snapshots">Actions, Take snapshot makes one.</Empty>}
            columnDefinitions={[
              { id: 'id', header: 'Snapshot', isRowHeader: true, cell: (one) => one.id },
              { id: 'kind', header: 'Type', cell: (one) => one.kind },
              { id: 'status', header: 'Status', cell: (one) => <Status status={one.status} /> },
              { id: 'at', header: 'Taken', cell: (one) => moment(one.at) },
              { id: 'size', header: 'Storage', cell: (one) => `${one.gigabytes ?? '–'} GiB` },
              {
                id: 'restore',
                header: '',
                cell: (one) => (
                  <SpaceBetween direction="horizontal" size="s">
                    <Button variant="inline-link" disabled={one.status !== 'available'} ariaLabel={`Restore ${one.id}`} onClick={() => setRestoring({ snapshot: one })}>
                      Restore
                    </Button>
                    {one.kind === 'manual' && (
                      <Button variant="inline-link" disabled={one.status !== 'available'} ariaLabel={`Delete ${one.id}`} onClick={() => setLeaving(one.id)}>
                        Delete
                      </Button>
                    )}
                  </SpaceBetween>
                ),
              },
            ]}
          />
        )}
      </Answer>
      {leaving !== '' && (
        <Confirm
          intent={{
            title: `Delete the snapshot ${leaving}`,
            consequences: 'Nothing can be restored from it any more. This cannot be undone.',
            typed: leaving,
            button: 'Delete',
            act: () =>
              clustered
                ? rds.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: leaving }))
                : rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: leaving })),
          }}
          close={(done) => {
            setLeaving('');
            if (done) ask.retry();
          }}
        />
      )}
      {restoring && <Restore of={of} snapshot={restoring.snapshot} until={until} close={(done) => { setRestoring(undefined); if (done) ask.retry(); }} />}
    </SpaceBetween>
  );
}

function Restore({ of, snapshot, until, close }: { of: Estate; snapshot?: Snapshot | undefined; until?: Date | undefined; close: (done: boolean) => void }) {
  const { rds } = useClients();
  const [target, setTarget] = useState(`${of.id}-restored`);
  const [time, setTime] = useState(until?.toISOString().replace('.000', '') ?? '');
  const clustered = of.cluster !== undefined;
  const at = new Date(time);
  const valid = snapshot !== undefined || !Number.isNaN(at.getTime());
  const act = () => {
    if (snapshot)
      return clustered
        ? rds.send(new RestoreDBClusterFromSnapshotCommand({ SnapshotIdentifier: snapshot.id, DBClusterIdentifier: target, Engine: of.cluster!.Engine! }))
        : rds.send(new RestoreDBInstanceFromDBSnapshotCommand({ DBSnapshotIdentifier: snapshot.id, DBInstanceIdentifier: target }));
    return clustered
      ? rds.send(new RestoreDBClusterToPointInTimeCommand({ SourceDBClusterIdentifier: of.id, DBClusterIdentifier: target, RestoreToTime: at }))
      : rds.send(new RestoreDBInstanceToPointInTimeCommand({ SourceDBInstanceIdentifier: of.id, TargetDBInstanceIdentifier: target, RestoreTime: at }));
  };
  return (
    <Confirm
      close={close}
      intent={{
        title: snapshot ? `Restore ${snapshot.id}` : `Restore ${of.id} to a moment`,
        consequences: `A new database ${target || '…'} is made; ${of.id} goes on as it is.`,
        typed: '',
        button: 'Restore',
        ready: valid && target !== '',
        act,
        fields: (
          <SpaceBetween size="s">
            <FormField label="Name of the new database">
              <Input value={target} onChange={({ detail }) => setTarget(detail.value)} spellcheck={false} />
            </FormField>
            {!snapshot && (
              <FormField label="Moment" description="With its zone, as 2026-11-27T10:15:03Z: what was committed before it is in." errorText={valid ? '' : 'This is no time'}>
                <Input value={time} onChange={({ detail }) => setTime(detail.value)} spellcheck={false} />
              </FormField>
            )}
          </SpaceBetween>
        ),
      }}
    />
  );
}
