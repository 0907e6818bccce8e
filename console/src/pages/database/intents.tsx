import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  PromoteReadReplicaCommand,
  PromoteReadReplicaDBClusterCommand,
  RebootDBClusterCommand,
  RebootDBInstanceCommand,
  StartDBClusterCommand,
  StartDBInstanceCommand,
  StopDBClusterCommand,
  StopDBInstanceCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { Intent } from '../../parts/Confirm';
import { seconds } from '../../parts/format';
import type { Estate } from './estate';

/** What an operator does to a database, and what that means to its clients. */
export type Deed = 'reboot' | 'failover' | 'promote' | 'snapshot' | 'stop' | 'start' | 'delete';

export function deeds(of: Estate): { id: Deed; text: string; disabled?: boolean; disabledReason?: string }[] {
  const multi = of.cluster !== undefined || of.instance?.MultiAZ === true;
  const member = of.instance?.DBClusterIdentifier !== undefined;
  const replica = isReplica(of);
  const stopped = (of.cluster?.Status ?? of.instance?.DBInstanceStatus) === 'stopped';
  return [
    { id: 'reboot', text: 'Reboot' },
    {
      id: 'failover',
      text: 'Fail over',
      disabled: !multi || member,
      disabledReason: member ? 'Fail over its cluster' : 'It has no standby: turn on Multi-AZ',
    },
    { id: 'promote', text: 'Promote', disabled: !replica, disabledReason: 'It is no read replica' },
    { id: 'snapshot', text: 'Take snapshot', disabled: member, disabledReason: 'Of its cluster' },
    stopped
      ? { id: 'start', text: 'Start' }
      : { id: 'stop', text: 'Stop', disabled: replica || member, disabledReason: replica ? 'A replica cannot be stopped' : 'Stop its cluster' },
    { id: 'delete', text: 'Delete', disabled: member, disabledReason: 'Delete its cluster' },
  ];
}

/** One that nothing else has. */
export function snapshotName(id: string): string {
  return `${id}-${new Date().toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')}`;
}

function isReplica(of: Estate): boolean {
  return Boolean(
    of.instance?.ReadReplicaSourceDBInstanceIdentifier ??
      of.instance?.ReadReplicaSourceDBClusterIdentifier ??
      of.cluster?.ReplicationSourceIdentifier,
  );
}

/** Those with nothing to choose. */
export function intentOf(deed: Exclude<Deed, 'failover' | 'delete'>, of: Estate, rds: RDSClient, lag: number | undefined): Intent {
  const { id } = of;
  const clustered = of.cluster !== undefined;
  const instance = { DBInstanceIdentifier: id };
  const cluster = { DBClusterIdentifier: id };
  switch (deed) {
    case 'reboot':
      return {
        title: `Reboot ${id}`,
        consequences: 'PostgreSQL is restarted. Sessions end, what is not committed is rolled back, and nobody comes in for a moment. Parameters that wait for a reboot come into force.',
        typed: id,
        button: 'Reboot',
        act: () => (clustered ? rds.send(new RebootDBClusterCommand(cluster)) : rds.send(new RebootDBInstanceCommand(instance))),
      };
    case 'promote':
      return {
        title: `Promote ${id}`,
        consequences: `It stops following its source and takes writes. That cannot be undone. ${
          lag === undefined || lag < 0
            ? 'How far behind it is, is not known.'
            : lag === 0
              ? 'It shows all that its source had a minute ago.'
              : `It was ${seconds(lag)} behind a minute ago: what it has not received by then is not in it.`
        }`,
        typed: id,
        button: 'Promote',
        act: () =>
          clustered
            ? rds.send(new PromoteReadReplicaDBClusterCommand(cluster))
            : rds.send(new PromoteReadReplicaCommand(instance)),
      };
    case 'snapshot': {
      const name = snapshotName(id);
      return {
        title: `Take a snapshot of ${id}`,
        consequences: `It is called ${name}, and stays until it is deleted. Clients are not held up.`,
        typed: '',
        button: 'Take snapshot',
        act: () =>
          clustered
            ? rds.send(new CreateDBClusterSnapshotCommand({ ...cluster, DBClusterSnapshotIdentifier: name }))
            : rds.send(new CreateDBSnapshotCommand({ ...instance, DBSnapshotIdentifier: name })),
      };
    }
    case 'stop':
      return {
        title: `Stop ${id}`,
        consequences: 'Sessions end and nobody comes in until it is started again. Its data stay.',
        typed: id,
        button: 'Stop',
        act: () => (clustered ? rds.send(new StopDBClusterCommand(cluster)) : rds.send(new StopDBInstanceCommand(instance))),
      };
    case 'start':
      return {
        title: `Start ${id}`,
        consequences: 'Its servers are started.',
        typed: '',
        button: 'Start',
        act: () => (clustered ? rds.send(new StartDBClusterCommand(cluster)) : rds.send(new StartDBInstanceCommand(instance))),
      };
  }
}
