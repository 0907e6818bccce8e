/** What an API said no with, in its own words. */
export interface Failure {
  code: string;
  message: string;
  requestId: string;
  kind: 'denied' | 'unsupported' | 'signedOut' | 'unreachable' | 'other';
}

const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'NotAuthorizedException',
  'UnauthorizedOperation',
  'AuthorizationError',
]);
const SIGNED_OUT = new Set([
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'ExpiredToken',
  'ExpiredTokenException',
]);
const UNSUPPORTED = new Set([
  'UnsupportedOperation',
  'UnknownOperationException',
  'UnsupportedOperationException',
  'InvalidAction',
  'UnknownService',
]);

interface Thrown {
  name?: string;
  Code?: string;
  code?: string;
  message?: string;
  $metadata?: { requestId?: string; httpStatusCode?: number };
}

export function failureOf(thrown: unknown): Failure {
  const told = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Thrown;
  const answered = told.$metadata?.httpStatusCode !== undefined;
  const code = told.Code ?? told.code ?? told.name ?? 'Error';
  const message = told.message || String(thrown);
  return {
    code: answered ? code : 'NoAnswer',
    message: answered ? message : `Homeport does not answer (${message}).`,
    requestId: told.$metadata?.requestId ?? '',
    kind: kindOf(answered, code, message),
  };
}

function kindOf(answered: boolean, code: string, message: string): Failure['kind'] {
  if (!answered) return 'unreachable';
  if (DENIED.has(code) || /is not authorized to perform/.test(message)) return 'denied';
  if (SIGNED_OUT.has(code)) return 'signedOut';
  if (UNSUPPORTED.has(code)) return 'unsupported';
  return 'other';
}

/** Who is refused, what and why are in one sentence of AWS's; this is the action in it. */
export function deniedAction(failure: Failure): string {
  return /not authorized to perform: ([\w-]+:\w+)/.exec(failure.message)?.[1] ?? '';
}
