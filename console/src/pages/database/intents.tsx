import {
  CreateDBClusterSnapshotCommand,
  CreateDBSnapshotCommand,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  FailoverDBClusterCommand,
  PromoteReadReplicaCommand,
  PromoteReadReplicaDBClusterCommand,
  RebootDBClusterCommand,
  RebootDBInstanceCommand,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { Intent } from '../../parts/Confirm';
import { seconds } from '../../parts/format';
import type { Estate } from './estate';

/** What an operator does to a database, and what that means to its clients. */
export type Deed = 'reboot' | 'failover' | 'promote' | 'snapshot' | 'stop' | 'start' | 'delete';

const WORDS: Record<Deed, string> = {
  reboot: 'Reboot',
  failover: 'Fail over',
  promote: 'Promote',
  snapshot: 'Take snapshot',
  stop: 'Stop',
  start: 'Start',
  delete: 'Delete',
};

/** What is asked for, in a line: above the confirmation, and again when it was given. */
export function titleOf(deed: Deed, id: string): string {
  return deed === 'snapshot' ? `Take a snapshot of ${id}` : `${WORDS[deed]} ${id}`;
}

interface Item {
  id: Deed;
  text: string;
  disabled?: boolean;
  disabledReason?: string;
}

export function deeds(of: Estate): Item[] {
  const item = (id: Deed, disabled = false, disabledReason = ''): Item => ({ id, text: WORDS[id], disabled, disabledReason });
  const multi = of.cluster !== undefined || of.instance?.MultiAZ === true;
  const member = of.instance?.DBClusterIdentifier !== undefined;
  const replica = isReplica(of);
  const clustered = of.cluster !== undefined || member;
  const stopped = of.instance?.DBInstanceStatus === 'stopped';
  return [
    item('reboot'),
    item('failover', !multi || member, member ? 'Fail over its cluster' : 'It has no standby: turn on Multi-AZ'),
    item('promote', !replica, 'It is no read replica'),
    item('snapshot', member, 'Of its cluster'),
    stopped ? item('start') : item('stop', replica || clustered, clustered ? 'A Multi-AZ DB cluster cannot be stopped' : 'A replica cannot be stopped'),
    item('delete', member, 'Delete its cluster'),
  ];
}

/** One that nothing else has. */
export function snapshotName(id: string): string {
  return `${id}-${new Date().toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')}`;
}

export function isReplica(of: Estate): boolean {
  return Boolean(
    of.instance?.ReadReplicaSourceDBInstanceIdentifier ??
      of.instance?.ReadReplicaSourceDBClusterIdentifier ??
      of.cluster?.ReplicationSourceIdentifier,
  );
}

/** What is chosen before a deed: the reader that takes over, the name of a last snapshot; and what is known of the lag. */
export interface Choice {
  target?: string;
  last?: string;
  lag?: number | undefined;
}

/** A deed, with what it means: every sentence of it is here. */
export function intentOf(deed: Deed, of: Estate, rds: RDSClient, choice: Choice): Intent {
  const asked = { title: titleOf(deed, of.id), button: WORDS[deed] };
  return { ...asked, ...TOLD[deed](of, rds, choice) };
}

type Told = (of: Estate, rds: RDSClient, choice: Choice) => Pick<Intent, 'consequences' | 'typed' | 'act'>;

const instanceOf = ({ id }: Estate) => ({ DBInstanceIdentifier: id });
const clusterOf = ({ id }: Estate) => ({ DBClusterIdentifier: id });

const TOLD: Record<Deed, Told> = {
  reboot: (of, rds) => ({
    consequences: 'PostgreSQL is restarted. Sessions end, what is not committed is rolled back, and nobody comes in for a moment. Parameters that wait for a reboot come into force.',
    typed: of.id,
    act: () => (of.cluster ? rds.send(new RebootDBClusterCommand(clusterOf(of))) : rds.send(new RebootDBInstanceCommand(instanceOf(of)))),
  }),
  failover: (of, rds, { target }) => ({
    consequences: `${
      of.cluster
        ? `${target || 'A reader'} becomes the writer. Sessions at the writer end; the endpoint leads to the new one`
        : `The standby in ${of.instance?.SecondaryAvailabilityZone ?? 'the other zone'} takes over. Sessions end; the endpoint leads to it`
    } a moment later. No committed row is lost.`,
    typed: of.id,
    act: () =>
      of.cluster
        ? rds.send(new FailoverDBClusterCommand({ ...clusterOf(of), TargetDBInstanceIdentifier: target || undefined }))
        : rds.send(new RebootDBInstanceCommand({ ...instanceOf(of), ForceFailover: true })),
  }),
  promote: (of, rds, { lag }) => ({
    consequences: `It stops following its source and takes writes. That cannot be undone. ${behind(lag)}`,
    typed: of.id,
    act: () =>
      of.cluster
        ? rds.send(new PromoteReadReplicaDBClusterCommand(clusterOf(of)))
        : rds.send(new PromoteReadReplicaCommand(instanceOf(of))),
  }),
  snapshot: (of, rds) => {
    const name = snapshotName(of.id);
    return {
      consequences: `It is called ${name}, and stays until it is deleted. Clients are not held up.`,
      typed: '',
      act: () =>
        of.cluster
          ? rds.send(new CreateDBClusterSnapshotCommand({ ...clusterOf(of), DBClusterSnapshotIdentifier: name }))
          : rds.send(new CreateDBSnapshotCommand({ ...instanceOf(of), DBSnapshotIdentifier: name })),
    };
  },
  stop: (of, rds) => ({
    consequences: 'Sessions end and nobody comes in until it is started again. Its data stay.',
    typed: of.id,
    act: () => rds.send(new StopDBInstanceCommand(instanceOf(of))),
  }),
  start: (of, rds) => ({
    consequences: 'Its servers are started.',
    typed: '',
    act: () => rds.send(new StartDBInstanceCommand(instanceOf(of))),
  }),
  delete: (of, rds, { last }) => {
    const kept = { SkipFinalSnapshot: !last, FinalDBSnapshotIdentifier: last };
    return {
      consequences: `Its data go, and its automated backups with them. ${
        last ? `What is in it now stays in the snapshot ${last}.` : 'No snapshot is taken: what is in it now is lost.'
      } This cannot be undone.`,
      typed: of.id,
      act: () =>
        of.cluster
          ? rds.send(new DeleteDBClusterCommand({ ...clusterOf(of), ...kept }))
          : rds.send(new DeleteDBInstanceCommand({ ...instanceOf(of), ...kept })),
    };
  },
};

function behind(lag: number | undefined): string {
  if (lag === undefined || lag < 0) return 'How far behind it is, is not known.';
  if (lag === 0) return 'It shows all that its source had a minute ago.';
  return `It was ${seconds(lag)} behind a minute ago: what it has not received by then is not in it.`;
}
