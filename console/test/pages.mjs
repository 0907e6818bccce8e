// Every page in light, and those with colours of their own in the dark; wide, and some narrow: pictures, what axe finds, and what the numbers must be.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { open, signIn } from './browser.mjs';

/** Defects of the design system, by rule and place. */
const NOT_OURS = [/^aria-allowed-attr: <nav [^|]*mobile-toolbar-nav[^|]*$/];

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const PAGES = [
  ['fleet', '/fleet', 'State'],
  ['databases', '/databases', 'Instances and clusters'],
  ['create', '/databases/+', 'Who comes in'],
  ['database', '/databases/shop', 'Topology'],
  ['configuration', '/databases/shop/configuration', 'DBInstanceIdentifier'],
  ['backups', '/databases/shop/backups', 'Snapshots'],
  ['logs', '/databases/shop/logs', "PostgreSQL's log"],
  ['events-of', '/databases/shop/events', 'Events of 14 days'],
  ['tags', '/databases/shop/tags', 'Tags'],
  ['insights-choice', '/insights', 'Performance Insights'],
  ['insights', '/insights/shop', 'vCPUs'],
  ['locks', '/insights/shop?tab=locks', 'holds up'],
  ['counters', '/insights/shop?tab=counters', 'db.Transactions.xact_commit'],
  ['proxies', '/proxies', 'shop-proxy'],
  ['proxy', '/proxies/shop-proxy', 'Targets'],
  ['pins', '/proxies/shop-proxy/pins', 'Do this instead'],
  ['proxy-log', '/proxies/shop-proxy/log', 'The client session was pinned'],
  ['replicas', '/replicas', 'shop-replica'],
  ['alarms', '/alarms', 'Rings when'],
  ['events', '/events', 'Categories'],
  ['parameters', '/parameters', 'shop-settings'],
  ['parameter-group', '/parameters/shop-settings', '+ 65536'],
  ['stacks', '/stacks?stack=notices', 'Exported as'],
];

/** The pictures of the documents: what fits a screen, of pages as they are a minute after a failover. */
const PICTURES = [
  ['insights', '/insights/shop', 'Only this'],
  ['database', '/databases/shop', 'Topology'],
  ['pins', '/proxies/shop-proxy/pins', 'Do this instead'],
];

/** Those with colours of our own; the others are of the same parts. */
const COLOURED = new Set(['fleet', 'databases', 'create', 'database', 'logs', 'insights', 'locks', 'counters', 'proxy', 'pins', 'parameter-group']);

export async function pages(world) {
  await numbers(world);
  for (const look of [
    { name: 'light', width: 1400, height: 1000 },
    { name: 'dark', width: 1400, height: 1000, dark: true, only: COLOURED },
    { name: 'narrow', width: 420, height: 900, only: new Set(['fleet', 'database', 'insights', 'pins']) },
  ])
    await looks(world, look);
  await pictures(world);
}

async function pictures({ base, browser, root, out, step }) {
  const { page, context } = await open(browser, base, { width: 1000, height: 800 });
  await signIn(page, base, root);
  await page.waitForURL('**/fleet');
  for (const [name, path, text] of PICTURES)
    await step(`a picture of ${name}`, page, async () => {
      await page.goto(base + '/console' + path);
      await page.getByText(text).first().waitFor();
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=loading]').length === 0);
      await page.screenshot({ path: `${out}/readme-${name}.png` });
    });
  await context.close();
}

async function looks({ base, browser, root, out, step }, look) {
  const { page, wrong, context } = await open(browser, base, look);
  page.on('requestfailed', () => {});
  await signIn(page, base, root);
  await page.waitForURL('**/fleet');
  for (const [name, path, text] of PAGES) {
    if (look.only && !look.only.has(name)) continue;
    await step(`${name}, ${look.name}`, page, async () => {
      await page.goto(base + '/console' + path);
      await page.getByText(text).first().waitFor();
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=loading]').length === 0);
      await page.screenshot({ path: `${out}/${name}-${look.name}.png`, fullPage: true });
      if (look.name === 'narrow') {
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, `the page is ${over} pixels too wide`);
      }
      assert.deepEqual(await violations(page, look), []);
    });
  }
  await step(`the browser complained of nothing, ${look.name}`, page, async () => assert.deepEqual(wrong, []));
  await context.close();
}

/** Serious and critical ones, by rule and place. Axe is given through the debugger: the page's policy forbids it a script. */
async function violations(page, look) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (dark) => {
    const found = await window.axe.run(document, { resultTypes: ['violations'], // In the dark nothing is another but the colours.
      runOnly: dark ? ['color-contrast'] : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return found.violations
      .filter((one) => ['serious', 'critical'].includes(one.impact))
      .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
  }, look.dark === true);
  return found.filter((one) => !NOT_OURS.some((known) => known.test(one)));
}

async function numbers({ base, browser, root, step }) {
  const { page, wrong, context } = await open(browser, base);
  const at = (path) => page.goto(base + '/console' + path);
  await signIn(page, base, root);
  await page.waitForURL('**/fleet');

  await step('load: two sleep and two wait, second for second, and the chart goes on', page, async () => {
    await at('/insights/shop?slice=types');
    await page.getByTestId('live').waitFor();
    await page.getByRole('button', { name: 'As a table' }).first().click();
    const table = page.getByRole('region', { name: 'Database load by second, as a table' });
    const newest = async () => (await table.locator('tbody tr').first().textContent()) ?? '';
    // Clients pause between two visits, and a busy machine may not have looked in one second: any of the last ten is right.
    const seconds = async () => {
      const heads = await table.locator('thead th').allTextContents();
      const rows = (await table.locator('tbody tr').all()).slice(0, 10);
      return Promise.all(
        rows.map(async (one) => {
          const cells = await one.locator('td').allTextContents();
          const of = (name) => Number(cells[heads.indexOf(name) - 1]);
          return { lock: of('Lock'), timeout: of('Timeout') };
        }),
      );
    };
    const seen = await seconds();
    assert.ok(seen.some((one) => one.lock === 2 && one.timeout >= 2), JSON.stringify(seen));
    const before = await newest();
    await page.waitForFunction((old) => document.querySelector('.chart-table-rows tbody tr')?.textContent !== old, before, { timeout: 30_000 });
  });

  await step('a part of the chart is zoomed into by the mouse, and the address has it', page, async () => {
    const canvas = page.locator('.chart-canvas').first();
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 120, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=\d+&to=\d+|to=\d+/);
    const address = page.url();
    await page.reload();
    await page.getByRole('button', { name: 'Live', exact: true }).waitFor();
    assert.equal(page.url(), address);
    await page.keyboard.press('l');
    await page.getByTestId('live').waitFor();
  });

  await step('by keys, too', page, async () => {
    await at('/insights/shop');
    const chart = page.getByRole('application', { name: 'Database load by second' });
    await chart.focus();
    await page.keyboard.press('ArrowLeft');
    await page.locator('[aria-live=polite]').getByText(/\d\d:\d\d:\d\d: /).first().waitFor({ state: 'attached' });
    await page.keyboard.press('m');
    for (let nth = 0; nth < 2; nth++) await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('m');
    await page.waitForURL(/from=\d+/);
  });

  await step('top SQL names the statement, and shows it whole', page, async () => {
    await at('/insights/shop');
    await page.getByRole('button', { name: /^SELECT pg_sleep/ }).first().click();
    await page.getByTestId('statement').getByLabel('statement', { exact: true }).getByText('SELECT pg_sleep(?)').waitFor();
    await page.getByTestId('statement').getByText('sleeper').waitFor();
    await page.getByTestId('plans').getByText(/estimated cost/).first().waitFor();
    await page.getByTestId('plans').getByText('Result').first().waitFor();
  });

  await step('one statement alone, and beside the week before', page, async () => {
    await at('/insights/shop');
    await page.getByRole('button', { name: /^Only this: UPDATE stock/ }).first().click();
    await page.waitForURL(/f=/);
    await page.getByText('db.sql_tokenized.id = ').waitFor();
    await page.waitForFunction(() => /Lock/.test(document.querySelector('.legend')?.textContent ?? '') && !/PgSleep/.test(document.querySelector('.legend').textContent));
    await page.getByRole('button', { name: /Compare with/ }).click();
    await page.getByRole('option', { name: 'a week before' }).click();
    await page.getByText('Nothing is known of that time').waitFor();
    await page.getByRole('button', { name: /Remove the filter/ }).click();
    await page.waitForFunction(() => /PgSleep/.test(document.querySelector('.legend')?.textContent ?? ''));
  });

  await step('a time beside the one just before', page, async () => {
    const to = Math.floor(Date.now() / 1000) - 3;
    await at(`/insights/shop?from=${to - 10}&to=${to}&slice=types&compare=last`);
    const row = page.getByRole('table', { name: 'Compared with the time just before' }).getByRole('row', { name: /^Lock/ });
    await row.waitFor();
    const [before, now] = (await row.getByRole('cell').allTextContents()).map(Number);
    assert.ok(Math.abs(before - 2) < 0.5 && Math.abs(now - 2) < 0.5, `${before}, ${now}`);
  });

  await step('the lock tree names who holds up whom', page, async () => {
    await at('/insights/shop?tab=locks');
    const root = page.locator('.session-root').first();
    await root.getByText('holds up 2').waitFor();
    assert.match(await root.textContent(), /holder.*idle in transaction/);
    assert.equal(await page.locator('.tree ul .session').count(), 2);
  });

  await step('the proxy says which statement pins, and what to do instead', page, async () => {
    await at('/proxies/shop-proxy/pins');
    const row = page.getByRole('row', { name: /search_path/ });
    await row.waitFor();
    assert.match(await row.textContent(), /Move session configuration to the proxy's initialization query/);
  });

  await step('g and a letter go to a page, ? lists them', page, async () => {
    await page.locator('h1').first().click();
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.waitForURL('**/events');
    await page.keyboard.press('?');
    await page.getByText('Keyboard shortcuts').last().waitFor();
  });

  await step('the fleet has the load of the first minute', page, async () => {
    await at('/fleet');
    await page.getByRole('row', { name: /shop/ }).first().getByRole('link', { name: /insights of shop$/ }).waitFor({ timeout: 100_000 });
    await page.getByText(/% of its vCPUs/).first().waitFor({ state: 'attached' });
  });

  await step('the browser complained of nothing, with numbers', page, async () => assert.deepEqual(wrong, []));
  await context.close();
}
