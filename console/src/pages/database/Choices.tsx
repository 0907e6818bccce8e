import { DeleteDBClusterCommand, DeleteDBInstanceCommand, FailoverDBClusterCommand, RebootDBInstanceCommand } from '@aws-sdk/client-rds';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useClients } from '../../aws/clients';
import { Confirm } from '../../parts/Confirm';
import type { Estate } from './estate';
import { snapshotName } from './intents';

interface Asked {
  of: Estate;
  close: (done: boolean) => void;
}

/** Of a cluster to a reader that is chosen, or to the one that has most. */
export function FailOver({ of, close }: Asked) {
  const { rds } = useClients();
  const [target, setTarget] = useState('');
  const { id, cluster } = of;
  const readers = (cluster?.DBClusterMembers ?? []).filter((one) => !one.IsClusterWriter).map((one) => one.DBInstanceIdentifier!);
  const any = { value: '', label: 'whichever has most' };
  return (
    <Confirm
      close={close}
      intent={{
        title: `Fail over ${id}`,
        consequences: cluster
          ? 'A reader becomes the writer. Sessions at the writer end; the endpoint leads to the new one a moment later. No committed row is lost.'
          : `The standby in ${of.instance?.SecondaryAvailabilityZone ?? 'the other zone'} takes over. Sessions end; the endpoint leads to it a moment later. No committed row is lost.`,
        typed: id,
        button: 'Fail over',
        act: () =>
          cluster
            ? rds.send(new FailoverDBClusterCommand({ DBClusterIdentifier: id, TargetDBInstanceIdentifier: target || undefined }))
            : rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: id, ForceFailover: true })),
        fields: cluster && (
          <FormField label="To">
            <Select
              selectedOption={target ? { value: target } : any}
              onChange={({ detail }) => setTarget(detail.selectedOption.value!)}
              options={[any, ...readers.map((value) => ({ value }))]}
            />
          </FormField>
        ),
      }}
    />
  );
}

/** With a last snapshot, unless nobody could need it. */
export function Delete({ of, close }: Asked) {
  const { rds } = useClients();
  const [kept, setKept] = useState(true);
  const [name] = useState(() => snapshotName(`${of.id}-final`));
  const { id, cluster, instance } = of;
  const possible = cluster ? !cluster.ReplicationSourceIdentifier : !instance?.ReadReplicaSourceDBInstanceIdentifier && !instance?.ReadReplicaSourceDBClusterIdentifier;
  const taken = kept && possible;
  const last = { SkipFinalSnapshot: !taken, FinalDBSnapshotIdentifier: taken ? name : undefined };
  return (
    <Confirm
      close={close}
      intent={{
        title: `Delete ${id}`,
        consequences: `Its data go, and its automated backups with them. ${
          taken ? `What is in it now stays in the snapshot ${name}.` : 'No snapshot is taken: what is in it now is lost.'
        } This cannot be undone.`,
        typed: id,
        button: 'Delete',
        act: () =>
          cluster
            ? rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier: id, ...last }))
            : rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: id, ...last })),
        fields: possible && (
          <Checkbox checked={kept} onChange={({ detail }) => setKept(detail.checked)}>
            Take a last snapshot
          </Checkbox>
        ),
      }}
    />
  );
}
