import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { SCROLL } from '../../parts/words';
import { useState } from 'react';
import { useClients } from '../../aws/clients';
import { databaseToken } from '../../aws/token';
import { Copyable } from '../../parts/Copyable';
import { Empty } from '../../parts/States';
import { jdbc, psql, psycopg, type Door } from './snippets';

/** How to get in: by psql, JDBC and psycopg, with a password or with a token. */
export function Connect({ door }: { door: Door | undefined }) {
  const [user, setUser] = useState(door?.user ?? '');
  const [way, setWay] = useState('password');
  if (!door)
    return (
      <Container header={<Header variant="h2">Connect</Header>}>
        <Empty title="There is no endpoint yet">It is there as soon as the database is created.</Empty>
      </Container>
    );
  const token = way === 'token';
  return (
    <Container header={<Header variant="h2" description="In a shell, after eval &quot;$(./homeport env)&quot;, which names the certificate authority.">Connect</Header>}>
      <SpaceBetween size="m">
        <ColumnLayout columns={2} minColumnWidth={200}>
          <FormField label="User">
            <Input value={user} onChange={({ detail }) => setUser(detail.value)} spellcheck={false} />
          </FormField>
          <FormField label="Signs in with">
            <SegmentedControl
              label="Password or token"
              selectedId={way}
              onChange={({ detail }) => setWay(detail.selectedId)}
              options={[
                { id: 'password', text: 'Password' },
                { id: 'token', text: 'IAM token', disabled: !door.takesTokens, disabledReason: 'IAM database authentication is off' },
              ]}
            />
          </FormField>
        </ColumnLayout>
        <Tabs          i18nStrings={SCROLL}
          ariaLabel="Clients"
          tabs={[
            { id: 'psql', label: 'psql', content: <Copyable what="psql command" text={psql(door, user, token)} /> },
            { id: 'jdbc', label: 'JDBC', content: <Copyable what="JDBC code" text={jdbc(door, user, token)} /> },
            { id: 'psycopg', label: 'psycopg', content: <Copyable what="Python code" text={psycopg(door, user, token)} /> },
          ]}
        />
        {token && <Token door={door} user={user} />}
      </SpaceBetween>
    </Container>
  );
}

function Token({ door, user }: { door: Door; user: string }) {
  const { session } = useClients();
  const [made, setMade] = useState<{ text: string; until: Date }>();
  const make = async () =>
    setMade({
      text: await databaseToken(session, door.host, door.port, user),
      until: new Date(Date.now() + 15 * 60_000),
    });
  return (
    <SpaceBetween size="xs">
      <Button onClick={make} disabled={user === ''}>Make a token here</Button>
      {made && (
        <>
          <Copyable what="token" text={made.text} />
          <Box color="text-body-secondary" fontSize="body-s">
            The password of {user} until {made.until.toLocaleTimeString()}, once GRANT rds_iam TO {user} was run. It was
            signed in this tab and sent nowhere.
          </Box>
        </>
      )}
    </SpaceBetween>
  );
}
