import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { PIClient } from '@aws-sdk/client-pi';
import { RDSClient } from '@aws-sdk/client-rds';
import { createContext, useContext } from 'react';
import type { Session } from './session';

/** The public AWS APIs, at the address that this page came from. There is no other door. */
export interface Clients {
  session: Session;
  rds: RDSClient;
  pi: PIClient;
  cloudWatch: CloudWatchClient;
  logs: CloudWatchLogsClient;
  stacks: CloudFormationClient;
}

export function clientsOf(session: Session): Clients {
  const shared = clientSettings(session);
  return {
    session,
    rds: new RDSClient(shared),
    pi: new PIClient(shared),
    cloudWatch: new CloudWatchClient(shared),
    logs: new CloudWatchLogsClient(shared),
    stacks: new CloudFormationClient(shared),
  };
}

/** One try only: a page says what went wrong at once, and polls or offers to retry. */
export function clientSettings(session: Session) {
  return {
    endpoint: window.location.origin,
    region: session.region,
    maxAttempts: 1,
    credentials: {
      accessKeyId: session.accessKeyId,
      secretAccessKey: session.secretAccessKey,
      ...(session.sessionToken ? { sessionToken: session.sessionToken } : {}),
    },
  };
}

export const ClientsContext = createContext<Clients | null>(null);

export function useClients(): Clients {
  const clients = useContext(ClientsContext);
  if (clients === null) throw new Error('nobody is signed in');
  return clients;
}
