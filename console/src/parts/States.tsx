import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { Ask } from '../aws/useAsk';
import { deniedAction, type Failure } from '../aws/failure';
import { forgetSession, savedSession } from '../aws/session';
import { visible } from './format';

/** An error in the API's words, with what can be done. */
export function Failed({ failure, retry }: { failure: Failure; retry?: () => void }) {
  const again = retry && <Button formAction="none" onClick={retry}>Retry</Button>;
  if (failure.kind === 'denied') {
    const action = deniedAction(failure);
    return (
      <Alert type="warning" header="No permission" action={again} data-testid="denied">
        {visible(failure.message)}
        {action && <Box color="text-body-secondary">Ask for {action} in a policy of yours.</Box>}
      </Alert>
    );
  }
  if (failure.kind === 'unsupported')
    return (
      <Alert type="info" header="Not here" data-testid="unsupported">
        {visible(failure.message)}
      </Alert>
    );
  const out = (
    <Button
      formAction="none"
      onClick={() => {
        forgetSession();
        window.location.reload();
      }}
    >
      Sign in again
    </Button>
  );
  return (
    <Alert type="error" header={failure.code} action={failure.kind === 'signedOut' && savedSession() ? out : again} data-testid="failed">
      {visible(failure.message)}
      {failure.requestId && (
        <Box color="text-body-secondary" fontSize="body-s">
          Request {failure.requestId}
        </Box>
      )}
    </Alert>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <Box padding="l" textAlign="center" data-testid="loading">
      <StatusIndicator type="loading">Loading {what}</StatusIndicator>
    </Box>
  );
}

export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <Box textAlign="center" color="inherit" padding="l" data-testid="empty">
      <SpaceBetween size="xs">
        <b>{title}</b>
        {children && <Box color="text-body-secondary">{children}</Box>}
        {action}
      </SpaceBetween>
    </Box>
  );
}

/** The states that every answer has; a failure after an answer stands above the old one. */
export function Answer<T>({
  ask,
  what,
  children,
}: {
  ask: Ask<T>;
  what: string;
  children: (data: T) => ReactNode;
}) {
  if (ask.loading) return <Loading what={what} />;
  return (
    <SpaceBetween size="s">
      {ask.failure && <Failed failure={ask.failure} retry={ask.retry} />}
      {ask.data !== undefined && children(ask.data)}
    </SpaceBetween>
  );
}
