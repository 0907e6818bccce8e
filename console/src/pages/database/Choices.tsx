import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useClients } from '../../aws/clients';
import { Confirm } from '../../parts/Confirm';
import type { Estate } from './estate';
import { intentOf, isReplica, snapshotName, type Deed } from './intents';

interface Asked {
  of: Estate;
  close: (done: boolean) => void;
}

/** A deed before it is done: what it means, and what there is to choose. */
export function Choices({ deed, of, lag, close }: Asked & { deed: Deed; lag: number | undefined }) {
  const { rds } = useClients();
  const [plain] = useState(() => intentOf(deed, of, rds, { lag }));
  if (deed === 'failover' && of.cluster) return <FailOver of={of} close={close} />;
  if (deed === 'delete' && !isReplica(of)) return <Delete of={of} close={close} />;
  return <Confirm intent={plain} close={close} />;
}

/** Of a cluster to a reader that is chosen, or to the one that has most. */
function FailOver({ of, close }: Asked) {
  const { rds } = useClients();
  const [target, setTarget] = useState('');
  const readers = (of.cluster?.DBClusterMembers ?? []).filter((one) => !one.IsClusterWriter).map((one) => one.DBInstanceIdentifier!);
  const any = { value: '', label: 'whichever has most' };
  const fields = (
    <FormField label="To">
      <Select
        selectedOption={target ? { value: target } : any}
        onChange={({ detail }) => setTarget(detail.selectedOption.value!)}
        options={[any, ...readers.map((value) => ({ value }))]}
      />
    </FormField>
  );
  return <Confirm close={close} intent={{ ...intentOf('failover', of, rds, { target }), fields }} />;
}

/** With a last snapshot, unless nobody could need it. */
function Delete({ of, close }: Asked) {
  const { rds } = useClients();
  const [kept, setKept] = useState(true);
  const [name] = useState(() => snapshotName(`${of.id}-final`));
  const fields = (
    <Checkbox checked={kept} onChange={({ detail }) => setKept(detail.checked)}>
      Take a last snapshot
    </Checkbox>
  );
  return <Confirm close={close} intent={{ ...intentOf('delete', of, rds, kept ? { last: name } : {}), fields }} />;
}
