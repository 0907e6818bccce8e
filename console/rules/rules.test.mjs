// What the console works out by itself, as tables. Modules are read through Vite, as the bundle is.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createServer } from 'vite';

const vite = await createServer({ server: { middlewareMode: true, hmr: false, ws: false }, appType: 'custom', logLevel: 'error', optimizeDeps: { noDiscovery: true } });
after(() => vite.close());
const load = (path) => vite.ssrLoadModule('/src/' + path);

test('a line of a proxy log says which statement pins, and the remedy is for it', async () => {
  const { pinOf, grouped, remedyOf } = await load('pages/proxy/pins.ts');
  const line = (client, reason) =>
    `2026-11-27T10:00:00Z [WARN] [proxyEndpoint=default] [clientConnection=${client}] The client session was pinned to the database connection [dbConnection=4] for the remainder of the session. The proxy can't reuse this connection until the session ends. Reason: ${reason}`;
  const set = "SQL changed session settings that the proxy doesn't track. Consider moving session configuration to the proxy's initialization query.";
  const at = new Date('2026-11-27T10:00:00Z');
  const one = pinOf(line(7, `${set} Digest: "set search_path to $1, \\"x\\"".`), at);
  assert.deepEqual([one.client, one.reason, one.digest], ['7', set, 'set search_path to $1, \\"x\\"']);
  const long = pinOf(line(8, 'The connection ran a SQL query which exceeded the 16384 byte limit.'), at);
  assert.equal(long.digest, '');
  assert.match(remedyOf(long.reason, ''), /parameters instead of literals/);
  assert.match(remedyOf(set, 'set search_path to $1'), /initialization query/);
  assert.match(remedyOf(set, 'reset all'), /Leave settings alone/);
  assert.equal(pinOf('2026 [INFO] [proxyEndpoint=default] [clientConnection=1] A new client connected from x.', at), null);
  const groups = grouped([one, one, { ...one, client: '9' }, long]);
  assert.deepEqual(groups.map((group) => [group.pins, group.clients]), [[3, 2], [1, 1]]);
});

test('what was not measured is a gap in every layer, and layers add up', async () => {
  const { onGrid, stacked } = await load('chart/model.ts');
  const grid = onGrid(100, 105, 1, [{ at: 100, value: 2 }, { at: 103, value: 1 }, { at: 99, value: 9 }, { at: 105, value: 9 }]);
  assert.deepEqual(grid.values, [2, null, null, 1, null]);
  const series = (values) => ({ key: 'k', label: 'k', color: '#000000', values });
  const columns = stacked({ times: [1, 2, 3], series: [series([1, null, 0]), series([2, null, 3])] });
  assert.deepEqual(columns, [[1, 2, 3], [3, null, 3], [1, null, 0]]);
});

test('a table leaves with its commas, quotes and lines whole', async () => {
  const { csv } = await load('chart/model.ts');
  const text = csv({ times: [0], series: [{ key: 'a', label: 'SELECT "a", 1\n', color: '', values: [null] }] });
  assert.equal(text, 'time,"SELECT ""a"", 1\n"\n1970-01-01T00:00:00.000Z,\n');
});

test('characters that hide or turn text are shown', async () => {
  const { visible } = await load('parts/format.ts');
  assert.equal(visible('a\u202eb\u0000\u200b</script>\n'), 'a\\u202eb\\u0000\\u200b</script>\n');
});

test('health is load against vCPUs, and no data is not zero', async () => {
  const { healthOf } = await load('pages/fleet.ts');
  const of = (status, relative, cpu = []) =>
    healthOf({ DBInstanceStatus: status }, relative.map((value) => ({ at: 0, value })), cpu.map((value) => ({ at: 0, value })));
  assert.deepEqual(
    [of('available', [0.2, 1.4]), of('available', [0.8]), of('available', [0.3]), of('available', [0]), of('available', []), of('available', [], [99]), of('stopped', [3])],
    ['high', 'warning', 'ok', 'idle', 'unknown', 'warning', 'down'],
  );
});

test('a topology begins at the source, also when a replica is asked for', async () => {
  const { estate, nodes } = await load('pages/database/estate.ts');
  const instance = (id, zone, more = {}) => ({ DBInstanceIdentifier: id, AvailabilityZone: zone, DBInstanceStatus: 'available', Endpoint: { Address: '127.1.0.9', Port: 5432 }, ...more });
  const orders = instance('orders', 'a', { SecondaryAvailabilityZone: 'b', ReadReplicaDBInstanceIdentifiers: ['copy'] });
  const copy = instance('copy', 'c', { ReadReplicaSourceDBInstanceIdentifier: 'orders' });
  const drawn = nodes(estate('copy', [copy, orders], []));
  assert.deepEqual(drawn.map((one) => [one.key, one.role, one.zone, one.source, one.sync]), [
    ['orders', 'primary', 'a', undefined, false],
    ['orders/standby', 'standby', 'b', 'orders', true],
    ['copy', 'replica', 'c', 'orders', false],
  ]);
  const member = (id, writer) => ({ DBInstanceIdentifier: id, IsClusterWriter: writer });
  const cluster = { DBClusterIdentifier: 'ledger', Endpoint: 'w', Port: 5432, DBClusterMembers: [member('l2', false), member('l1', true)] };
  const members = [instance('l1', 'a', { DBClusterIdentifier: 'ledger' }), instance('l2', 'b', { DBClusterIdentifier: 'ledger' })];
  assert.deepEqual(nodes(estate('l2', members, [cluster])).map((one) => [one.key, one.role, one.endpoint]), [
    ['l1', 'writer', 'w:5432'],
    ['l2', 'reader', '127.1.0.9:5432'],
  ]);
});

test('in the fleet members stand below their cluster, and replicas below their source', async () => {
  const { databases, zonesOf } = await load('pages/fleet.ts');
  const member = (id, zone, more = {}) => ({ id, instance: { DBInstanceIdentifier: id, AvailabilityZone: zone, ...more } });
  const of = { DBClusterIdentifier: 'ledger' };
  const members = [
    member('copy', 'c', { ReadReplicaSourceDBInstanceIdentifier: 'orders' }), // the busiest: its source comes first with it
    member('l1', 'a', of),
    member('l2', 'b', of),
    member('orders', 'a', { SecondaryAvailabilityZone: 'b', ReadReplicaDBInstanceIdentifiers: ['copy'] }),
    member('early', 'a', { DBClusterIdentifier: 'new' }),
    member('abroad', 'a', { ReadReplicaSourceDBInstanceIdentifier: 'arn:aws:rds:eu-west-1:1:db:far' }),
  ];
  const ledger = { ...of, DBClusterMembers: ['l2', 'l1'].map((id) => ({ DBInstanceIdentifier: id, IsClusterWriter: id === 'l2' })) };
  const rows = databases(members, [ledger, { DBClusterIdentifier: 'bare' }]).flat();
  const text = (row) => `${'  '.repeat(row.depth)}${row.id}: ${row.servers.map((one) => `${one.role} ${one.zone}`).join(', ')}`;
  assert.deepEqual(rows.map(text), [
    'orders: primary a, standby b',
    '  copy: replica c',
    'ledger: ',
    '  l2: writer b',
    '  l1: reader a',
    'early: ',
    'abroad: replica a',
    'bare: ',
  ]);
  assert.deepEqual(rows.map((row) => row.of), [undefined, 'orders', undefined, 'ledger', 'ledger', 'new', undefined, undefined]);
  assert.deepEqual(zonesOf(rows), ['a', 'b', 'c']);
});

test('snippets hold names that somebody typed as text, never as code', async () => {
  const { psql, jdbc, psycopg } = await load('pages/database/snippets.ts');
  const door = { host: '127.1.0.9', port: 5432, database: 'shop', user: '', takesTokens: true };
  const user = `x'; rm -rf / #"`;
  assert.equal(psql(door, user, false), `psql 'host=127.1.0.9 port=5432 dbname=shop user='\\''x\\'\\''; rm -rf / #"'\\'' sslmode=verify-full'`);
  assert.ok(jdbc(door, user, true).includes(`"x'; rm -rf / #\\""`));
  assert.ok(psycopg(door, user, true).includes(`DBUsername="x'; rm -rf / #\\""`));
});

test('a plan is read from the top down, and what is none is nothing', async () => {
  const { nodesOf } = await load('pages/insights/plan.ts');
  const scan = { 'Node Type': 'Index Scan', 'Index Name': 'orders_pkey', 'Relation Name': 'orders', Alias: 'o', 'Index Cond': '(id = $1)', 'Plan Rows': 1, 'Total Cost': 8.3 };
  const plan = [{ Plan: { 'Node Type': 'Hash Join', 'Join Type': 'Left', Plans: [scan, { 'Node Type': 'Hash' }] } }];
  assert.deepEqual(nodesOf(JSON.stringify(plan)), [
    { depth: 0, what: 'Hash Join (Left)', more: '' },
    { depth: 1, what: 'Index Scan using orders_pkey on orders o', more: 'Index Cond: (id = $1) · 1 rows · cost 8.3' },
    { depth: 1, what: 'Hash', more: '' },
  ]);
  for (const none of [undefined, '', '<b>', '7', '[]', '{"Plan":{"Node Type":{}}}']) assert.deepEqual(nodesOf(none), []);
});
