import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

const GOOD = new Set(['available', 'active', 'completed', 'AVAILABLE', 'OK', 'in-sync', 'CREATE_COMPLETE', 'UPDATE_COMPLETE']);
const STOPPED = new Set(['stopped', 'INSUFFICIENT_DATA', 'deleted']);

/** A status in AWS's word, with its sign. */
export function Status({ status }: { status: string | undefined }) {
  return <StatusIndicator type={typeOf(status ?? '')}>{status ?? 'unknown'}</StatusIndicator>;
}

function typeOf(status: string): StatusIndicatorProps.Type {
  if (GOOD.has(status)) return 'success';
  if (STOPPED.has(status)) return 'stopped';
  if (status === 'ALARM' || /fail|incompat|error|restore-error|FAILED|UNAVAILABLE|terminated/.test(status)) return 'error';
  if (/ROLLBACK|degraded|full/.test(status)) return 'warning';
  return 'in-progress';
}
