import { GetDimensionKeyDetailsCommand } from '@aws-sdk/client-pi';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useClients } from '../../aws/clients';
import { useAsk } from '../../aws/useAsk';
import { moment, number, visible } from '../../parts/format';
import { Answer } from '../../parts/States';
import { useDark } from '../../shell/theme';
import { SLICES, topOf } from './load';
import { nodesOf, type PlanNode } from './plan';
import { moving } from './range';
import type { Shared } from './Top';

const PLANS = SLICES.find((one) => one.id === 'plans')!;
const SHOWN = 5;

/** A plan that a digest had in the range. */
interface Seen {
  id: string;
  load: number;
  nodes: PlanNode[];
  first: Date | undefined;
  last: Date | undefined;
  cost: string;
}

/** The plans of one digest, the one with the most load first: what each does, and since when. */
export function Plans({ identifier, range, filter, colors, digest }: Shared & { digest: string }) {
  const { pi } = useClients();
  const dark = useDark();
  const plans = useAsk(`plans/${identifier}/${range.key}/${digest}/${JSON.stringify(filter)}`, async () => {
    const at = range.live ? moving(range.last, Date.now() / 1000) : range;
    const rows = await topOf(pi, { identifier, slice: PLANS, filter: { ...filter, 'db.sql_tokenized.id': digest }, ...at }, colors, dark);
    const seen = rows.filter((one) => one.dimensions[PLANS.filter]).slice(0, SHOWN);
    return Promise.all(seen.map(async (one): Promise<Seen> => {
      const id = one.dimensions[PLANS.filter]!;
      const answer = await pi.send(new GetDimensionKeyDetailsCommand({
        ServiceType: 'RDS', Identifier: identifier, Group: 'db.execution_plan', GroupIdentifier: id,
        RequestedDimensions: ['raw_plan', 'first_seen', 'last_seen', 'last_cost'],
      }));
      const detail = (name: string) => answer.Dimensions?.find((other) => other.Dimension?.endsWith(name))?.Value;
      const time = (name: string) => (detail(name) ? new Date(detail(name)!) : undefined);
      return { id, load: one.total, nodes: nodesOf(detail('raw_plan')), first: time('first_seen'), last: time('last_seen'), cost: detail('last_cost') ?? '' };
    }));
  }, range.live ? 10_000 : 0);
  return (
    <Answer ask={plans} what="its plans">
      {(all) => (
        <div data-testid="plans">
          <Box variant="awsui-key-label">{all.length > 1 ? `${all.length} plans in this range` : 'Plan'}</Box>
          {all.length === 0 ? (
            <Box color="text-body-secondary">None is known: only statements with much load are planned, on PostgreSQL 16 and later.</Box>
          ) : (
            <SpaceBetween size="s">{all.map((one) => <One key={one.id} one={one} />)}</SpaceBetween>
          )}
        </div>
      )}
    </Answer>
  );
}

function One({ one }: { one: Seen }) {
  return (
    <div>
      <div>
        <b>{number(one.load, 2)}</b> sessions · seen {moment(one.first)} to {moment(one.last)} · estimated cost {one.cost} · {one.id.slice(0, 12)}
      </div>
      <ul className="plan" aria-label={`Plan ${one.id.slice(0, 12)}`}>
        {one.nodes.map((node, nth) => (
          <li key={nth} style={{ marginInlineStart: `${node.depth * 1.25}rem` }}>
            {visible(node.what)} <span className="plan-more">{visible(node.more)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
