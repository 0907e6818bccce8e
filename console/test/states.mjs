// What a page shows when there is nothing, when something goes wrong, and when one may not look.
import assert from 'node:assert/strict';
import { actionOf, open, signIn } from './browser.mjs';
import { PAGES } from './pages.mjs';

/** Of a request that the walk gives no answer to. */
const ABORTED = /net::ERR_FAILED/;
const NO_SHOP = { empty: 'There is no database shop', denied: 'rds:DescribeDBClusters' };
const NO_INSTANCE = { empty: 'There is no DB instance shop', denied: 'pi:GetResourceMetrics', asks: /^GetResourceMetrics$/ };
const NO_PROXY = { empty: 'There is no DB proxy shop-proxy', denied: 'rds:DescribeDBProxies' };

/**
 * Of each page: what it says in a region with nothing; what its reader is not allowed who may look
 * at instances and events only; and what its own part asks for, when a page around it asks first.
 */
const STATES = {
  fleet: { empty: 'No databases in this region yet', denied: 'rds:DescribeDBClusters' },
  databases: { empty: 'No databases yet', denied: 'rds:DescribeDBClusters' },
  create: { empty: 'Who comes in', denied: 'rds:DescribeDBEngineVersions', waits: false },
  database: NO_SHOP,
  configuration: NO_SHOP,
  backups: { ...NO_SHOP, asks: /^DescribeDBSnapshots$/ },
  logs: { ...NO_SHOP, asks: /^DescribeDBLogFiles$/ },
  'events-of': { ...NO_SHOP, asks: /^DescribeEvents$/ },
  tags: { ...NO_SHOP, asks: /^ListTagsForResource$/ },
  'insights-choice': { empty: 'No databases yet' },
  insights: NO_INSTANCE,
  locks: NO_INSTANCE,
  counters: NO_INSTANCE,
  proxies: { empty: 'No DB proxies in this region yet', denied: 'rds:DescribeDBProxies' },
  proxy: { ...NO_PROXY, asks: /^DescribeDBProxyTargets$/ },
  pins: { ...NO_PROXY, asks: /^FilterLogEvents$/ },
  'proxy-log': { ...NO_PROXY, asks: /^GetLogEvents$/ },
  replicas: { empty: 'No replicas in this region yet', denied: 'rds:DescribeDBClusters' },
  alarms: { empty: 'No alarms in this region yet', denied: 'cloudwatch:DescribeAlarms' },
  events: { empty: 'Nothing happened in this time' },
  parameters: { empty: 'default.postgres', denied: /rds:DescribeDB(Cluster)?ParameterGroups/ },
  'parameter-group': { empty: 'There is no parameter group shop-settings', denied: 'rds:DescribeDBParameterGroups' },
  stacks: { empty: 'No stacks in this region yet', denied: 'cloudformation:DescribeStacks' },
};

const ROWS = PAGES.map(([name, path, says]) => ({ name, path, says, ...STATES[name] }));

/** A page of tabs is one page where its tabs are not reached. */
const DISTINCT = ROWS.filter((one, nth) => nth === ROWS.findIndex((other) => other.empty === one.empty && other.denied === one.denied));

export async function states(world) {
  await signing(world);
  await answers(world, { ...world.root, region: 'us-west-2' }, DISTINCT.map((one) => ({ ...one, says: one.empty, asks: /./ })));
  await answers(world, world.root, ROWS.filter((one) => one.asks));
  await denials(world);
}

async function signing({ base, browser, root, out, step }) {
  const { page, wrong, context, allowed } = await open(browser, base);

  await step('/ leads a browser to the console', page, async () => {
    await page.goto(base + '/');
    assert.equal(new URL(page.url()).pathname, '/console/');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  await step('a wrong secret is refused in the words of the API, and nothing is kept', page, async () => {
    allowed.push(/^403 GetCallerIdentity$/);
    await signIn(page, base, { ...root, secretAccessKey: 'wrong' });
    await page.getByTestId('failed').getByText('SignatureDoesNotMatch').waitFor();
    allowed.pop();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });

  await step('an empty region says what to do first, and a wrong address that it is none', page, async () => {
    await signIn(page, base, { ...root, region: 'us-west-2' });
    await page.getByText('No databases in this region yet').waitFor();
    await page.screenshot({ path: `${out}/empty-fleet.png` });
    await page.goto(base + '/console/nowhere');
    await page.getByText('There is no page at this address').waitFor();
  });

  await step('when an error comes, what was known stays', page, async () => {
    allowed.push(ABORTED);
    await page.goto(base + '/console/databases');
    await page.getByText('No databases yet').waitFor();
    await page.route('**/*', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await page.getByTestId('failed').getByText('Homeport does not answer').waitFor();
    await page.getByText('No databases yet').waitFor();
    await page.screenshot({ path: `${out}/error.png` });
    await page.unroute('**/*');
    await page.getByTestId('failed').waitFor({ state: 'detached' });
    allowed.pop();
  });

  await step('signing out forgets the key', page, async () => {
    await page.getByRole('button', { name: /Region us-west-2/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });

  await step('a key that is not valid any more leads to signing in again', page, async () => {
    await signIn(page, base, root);
    await page.waitForURL('**/fleet');
    await page.goto(base + '/console/nowhere'); // where nothing is asked for
    await page.evaluate(() => {
      const kept = JSON.parse(sessionStorage.getItem('homeport.session'));
      sessionStorage.setItem('homeport.session', JSON.stringify({ ...kept, secretAccessKey: 'changed' }));
    });
    allowed.push(/^403 DescribeEvents$/);
    await page.goto(base + '/console/events');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByLabel('Access key ID').waitFor();
  });

  await step('the browser complained of nothing, signing in and out', page, async () => assert.deepEqual(wrong, []));
  await context.close();
}

/** Each page while its answer is away, when there is none, and, by Retry, when there is. */
async function answers({ base, browser, step }, key, rows) {
  const { page, wrong, context } = await open(browser, base, { allowed: [ABORTED] });
  const held = await holding(page);
  await signIn(page, base, key);
  await page.waitForURL('**/fleet');
  await leave(page);
  const failed = page.getByTestId('failed');
  for (const { name, path, says, asks, waits = true } of rows)
    await step(`${name} in ${key.region} waits, fails, and shows what there is`, page, async () => {
      held.begin(asks);
      await visit(page, path);
      if (waits) await page.getByTestId('loading').filter({ hasNotText: 'Loading the page' }).first().waitFor();
      held.fail();
      await failed.getByText('Homeport does not answer').first().waitFor();
      held.begin(asks);
      for (const retry of await page.getByRole('button', { name: 'Retry' }).all()) await retry.click();
      held.end();
      await failed.first().waitFor({ state: 'detached' });
      await page.getByText(says).first().waitFor();
      await leave(page);
    });
  await step(`the browser complained of nothing in ${key.region}`, page, async () => assert.deepEqual(wrong, []));
  await context.close();
}

/** Requests to the APIs that are kept until it is said what becomes of them. */
async function holding(page) {
  const none = /(?!)/;
  let asks = none;
  let fails = false;
  const kept = [];
  const settle = (route) => (fails ? route.abort() : route.continue());
  const release = () => kept.splice(0).forEach(settle);
  await page.route('**/*', (route) => {
    const request = route.request();
    if (request.method() !== 'POST' || !asks.test(actionOf(request))) return route.continue();
    if (fails) return route.abort();
    kept.push(route);
  });
  return {
    begin: (actions) => ([asks, fails] = [actions, false]),
    fail: () => ((fails = true), release()),
    end: () => ((asks = none), (fails = false), release()),
  };
}

async function denials({ base, browser, looker, out, step }) {
  const { page, wrong, context } = await open(browser, base, { allowed: [/^40[03] (?!DescribeDBInstances$|DescribeEvents$)/] });
  await signIn(page, base, looker);
  await page.waitForURL('**/fleet');
  for (const { name, path, says, denied } of DISTINCT)
    await step(`${name} for somebody who may only look at instances`, page, async () => {
      await visit(page, path);
      if (denied) await page.getByTestId('denied').getByText(denied).first().waitFor();
      else await page.getByText(says).first().waitFor();
      if (!denied) assert.equal(await page.getByTestId('denied').count(), 0);
      if (name === 'proxies') await page.screenshot({ path: `${out}/denied.png` });
      await leave(page);
    });
  await step('the browser complained of nothing but of that', page, async () => assert.deepEqual(wrong, []));
  await context.close();
}

/** As by a link: the program stays. */
async function visit(page, path) {
  await page.evaluate((to) => {
    window.history.pushState(null, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, '/console' + path);
}

/** To where nothing is asked for. */
async function leave(page) {
  await visit(page, '/nowhere');
  await page.getByText('There is no page at this address').waitFor();
}
