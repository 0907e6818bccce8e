import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState, type ReactNode } from 'react';
import { failureOf, type Failure } from '../aws/failure';
import { visible } from './format';
import { Failed } from './States';

/** Something that cannot be undone, or that clients notice: named, explained, and typed. */
export interface Intent {
  title: string;
  /** What happens then, to whom. */
  consequences: ReactNode;
  /** More to fill in, above the confirmation. */
  fields?: ReactNode;
  /** What is typed; empty asks for a click only. */
  typed: string;
  button: string;
  ready?: boolean;
  act: () => Promise<unknown>;
}

export function Confirm({ intent, close }: { intent: Intent; close: (done: boolean) => void }) {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const word = visible(intent.typed); // what can be seen can be typed
  const ready = typed === word && intent.ready !== false;
  const act = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await intent.act();
      close(true);
    } catch (thrown) {
      setFailure(failureOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      visible
      onDismiss={() => close(false)}
      header={visible(intent.title)}
      closeAriaLabel="Close"
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => close(false)}>
              Cancel
            </Button>
            <Button variant="primary" disabled={!ready} loading={busy} onClick={act} data-testid="confirm">
              {intent.button}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning" statusIconAriaLabel="Warning">
          {intent.consequences}
        </Alert>
        {intent.fields}
        {word !== '' && (
          <FormField label={`Type ${word} to confirm`}>
            <Input
              value={typed}
              onChange={({ detail }) => setTyped(detail.value)}
              onKeyDown={({ detail }) => {
                if (detail.key === 'Enter' && ready && !busy) void act();
              }}
              placeholder={word}
              autoComplete={false}
              autoFocus
            />
          </FormField>
        )}
        {failure && <Failed failure={failure} />}
      </SpaceBetween>
    </Modal>
  );
}
