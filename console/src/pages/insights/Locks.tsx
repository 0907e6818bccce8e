import { GetDimensionKeyDetailsCommand, GetResourceMetricsCommand } from '@aws-sdk/client-pi';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useClients } from '../../aws/clients';
import { useAsk } from '../../aws/useAsk';
import { clock, moment, seconds, visible } from '../../parts/format';
import { Answer, Empty } from '../../parts/States';
import { useParameter } from '../../url/location';
import { moving, type Range } from './range';

/** A session of a snapshot, as GetDimensionKeyDetails has it. */
interface Locked {
  pid: number;
  blocked_sessions_count: number;
  last_query_executed?: string;
  user?: string;
  application?: string;
  host?: string;
  state?: string;
  waiting_mode?: string;
  blocking_mode?: string;
  waiting_object?: { type?: string; database?: string; name?: string };
  waiting_start_time?: string;
  blocking_txn_start_time?: string;
  blocks?: Locked[];
}

const BACK_SECONDS = 6;
const CHILDREN_SHOWN = 20;

/** Who holds up whom, at one second: the newest, or one of the range. */
export function Locks({ identifier, range }: { identifier: string; range: Range }) {
  const { pi } = useClients();
  const [at, setAt] = useParameter('t', '');
  const moments = useAsk(`lockmoments/${identifier}/${range.key}`, async () => {
    const window = range.live ? moving(range.last, Date.now() / 1000) : range;
    const answer = await pi.send(new GetResourceMetricsCommand({
      ServiceType: 'RDS', Identifier: identifier, StartTime: new Date(window.from * 1000), EndTime: new Date(window.to * 1000),
      PeriodInSeconds: window.period, PeriodAlignment: 'START_TIME',
      MetricQueries: [{ Metric: 'db.load.avg', Filter: { 'db.wait_event_type.name': 'Lock' } }],
    }));
    return (answer.MetricList?.[0]?.DataPoints ?? [])
      .filter((one) => (one.Value ?? 0) > 0)
      .map((one) => one.Timestamp!.getTime() / 1000);
  }, range.live ? 2000 : 0);
  const wanted = Number(at) || moments.data?.at(-1) || 0;
  const tree = useAsk(`locks/${identifier}/${at || 'newest'}/${at ? 0 : wanted}`, async () => {
    for (let second = wanted; wanted > 0 && second > wanted - BACK_SECONDS; second--) {
      const answer = await pi.send(new GetDimensionKeyDetailsCommand({
        ServiceType: 'RDS', Identifier: identifier, Group: 'db.lock_snapshot', GroupIdentifier: String(second), RequestedDimensions: ['lock_trees'],
      }));
      const value = answer.Dimensions?.[0]?.Value;
      if (value) return { second, ...(JSON.parse(value) as { lock_trees: Locked[]; omitted_sessions_count?: number }) };
    }
    return null;
  });
  const step = (by: number) => {
    const all = moments.data ?? [];
    const nth = all.findIndex((one) => one >= wanted);
    const next = all[Math.max(0, Math.min(all.length - 1, nth + by))];
    if (next !== undefined) setAt(String(next));
  };
  return (
    <Container
      data-testid="locks"
      header={
        <Header
          variant="h2"
          description={tree.data ? `At ${moment(new Date(tree.data.second * 1000))}` : 'While somebody waits, the tree is taken each second.'}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button iconName="angle-left" ariaLabel="The snapshot before" onClick={() => step(-1)} disabled={!moments.data?.length} />
              <Button iconName="angle-right" ariaLabel="The next snapshot" onClick={() => step(1)} disabled={!moments.data?.length} />
              <Button onClick={() => setAt('')} disabled={at === ''}>Newest</Button>
            </SpaceBetween>
          }
        >
          Who holds up whom
        </Header>
      }
    >
      <Answer ask={moments} what="when somebody waited">
        {(all) =>
          all.length === 0 ? (
            <Empty title="Nobody waited for a lock in this range" />
          ) : (
            <Answer ask={tree} what="the tree">
              {(one) =>
                one === null ? (
                  <Empty title="There is no snapshot of that second">Waits shorter than a second may have none.</Empty>
                ) : (
                  <SpaceBetween size="s">
                    <ul className="tree" role="tree" aria-label="Lock tree">
                      {one.lock_trees.map((root) => (
                        <Session key={root.pid} one={root} at={one.second} root />
                      ))}
                    </ul>
                    {one.omitted_sessions_count ? <Box color="text-body-secondary">{one.omitted_sessions_count} more sessions are left out.</Box> : null}
                  </SpaceBetween>
                )
              }
            </Answer>
          )
        }
      </Answer>
    </Container>
  );
}

function Session({ one, at, root = false }: { one: Locked; at: number; root?: boolean }) {
  const [open, setOpen] = useState(true);
  const [all, setAll] = useState(false);
  const blocks = one.blocks ?? [];
  const shown = all ? blocks : blocks.slice(0, CHILDREN_SHOWN);
  return (
    <li role="treeitem" aria-expanded={blocks.length ? open : undefined} aria-selected={false}>
      <div className={root ? 'session session-root' : 'session'}>
        {blocks.length > 0 ? (
          <button type="button" onClick={() => setOpen(!open)} aria-label={open ? `Close pid ${one.pid}` : `Open pid ${one.pid}`}>{open ? '▾' : '▸'}</button>
        ) : (
          <span className="session-leaf">·</span>
        )}
        <div>
          <div>
            <b>pid {one.pid}</b> {visible(one.user ?? '')}{one.application ? ` · ${visible(one.application)}` : ''}{one.host ? ` · ${visible(one.host)}` : ''}
            {root && <span className="session-state"> {visible(one.state ?? '')}{one.blocking_txn_start_time ? `, its transaction open${since(one.blocking_txn_start_time, at)}` : ''}</span>}
            {one.blocked_sessions_count > 0 && <span className="session-blocks"> holds up {one.blocked_sessions_count}</span>}
          </div>
          {one.waiting_mode && (
            <div className="session-waits">
              waits{since(one.waiting_start_time, at)} for {visible(one.waiting_mode)}{object(one)}
              {one.blocking_mode ? `, held in ${visible(one.blocking_mode)}` : ''}
            </div>
          )}
          {one.last_query_executed && <code className="session-sql">{visible(one.last_query_executed)}</code>}
        </div>
      </div>
      {open && blocks.length > 0 && (
        <ul role="group">
          {shown.map((child) => <Session key={child.pid} one={child} at={at} />)}
          {shown.length < blocks.length && <li role="none"><button type="button" className="more" onClick={() => setAll(true)}>{blocks.length - shown.length} more</button></li>}
        </ul>
      )}
    </li>
  );
}

function object(one: Locked): string {
  const on = one.waiting_object;
  return on ? ` on ${visible([on.type, on.name].filter(Boolean).join(' '))}` : '';
}

function since(time: string | undefined, at: number): string {
  if (!time) return '';
  const passed = at - new Date(time).getTime() / 1000;
  return passed < 0 ? ` since ${clock(new Date(time))}` : ` for ${seconds(Math.round(passed))}`;
}
