import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useState, type FormEvent } from 'react';
import { clientSettings } from '../aws/clients';
import { failureOf, type Failure } from '../aws/failure';
import type { Session } from '../aws/session';
import { Failed } from '../parts/States';

const REGION = 'homeport.region';

/** An access key is what lets one in, as with every AWS tool. It is tried before it is kept. */
export function SignIn({ because, signedIn }: { because?: string; signedIn: (session: Session) => void }) {
  const [accessKeyId, setAccessKeyId] = useState('');
  const [secretAccessKey, setSecret] = useState('');
  const [sessionToken, setToken] = useState('');
  const [region, setRegion] = useState(localStorage.getItem(REGION) ?? 'us-east-1');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    document.title = 'Sign in · Homeport';
  }, []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const session: Session = {
      accessKeyId: accessKeyId.trim(),
      secretAccessKey: secretAccessKey.trim(),
      region: region.trim(),
      ...(sessionToken.trim() ? { sessionToken: sessionToken.trim() } : {}),
    };
    setBusy(true);
    setFailure(undefined);
    try {
      await new STSClient(clientSettings(session)).send(new GetCallerIdentityCommand({}));
      localStorage.setItem(REGION, session.region);
      signedIn(session);
    } catch (thrown) {
      setFailure(failureOf(thrown));
      setBusy(false);
    }
  };
  const complete = accessKeyId.trim() !== '' && secretAccessKey.trim() !== '' && /^[a-z0-9-]+$/.test(region.trim());
  return (
    <main className="sign-in">
      <form onSubmit={submit}>
        <Form
          actions={
            <Button variant="primary" formAction="submit" loading={busy} disabled={!complete}>
              Sign in
            </Button>
          }
        >
          <Container header={<Header variant="h1">Homeport</Header>}>
            <SpaceBetween size="m">
              {because && !failure && <Box color="text-status-warning">{because}</Box>}
              <FormField label="Access key ID">
                <Input value={accessKeyId} onChange={({ detail }) => setAccessKeyId(detail.value)} autoFocus name="accessKeyId" autoComplete="username" spellcheck={false} />
              </FormField>
              <FormField label="Secret access key">
                <Input value={secretAccessKey} onChange={({ detail }) => setSecret(detail.value)} type="password" name="secretAccessKey" autoComplete="current-password" />
              </FormField>
              <FormField label="Region">
                <Input value={region} onChange={({ detail }) => setRegion(detail.value)} name="region" spellcheck={false} />
              </FormField>
              <ExpandableSection headerText="Temporary credentials">
                <FormField label="Session token" description="Of a session of a role; leave it empty for a key of a user.">
                  <Input value={sessionToken} onChange={({ detail }) => setToken(detail.value)} type="password" autoComplete={false} name="sessionToken" />
                </FormField>
              </ExpandableSection>
              {failure && <Failed failure={failure} />}
              <Box color="text-body-secondary" fontSize="body-s">
                <code>./homeport console</code> prints a key. It stays in this tab, is sent to nobody (requests are
                signed with it), and is gone when the tab is closed. What you may do is what the policies of the key
                allow.
              </Box>
            </SpaceBetween>
          </Container>
        </Form>
      </form>
    </main>
  );
}
