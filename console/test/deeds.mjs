// What an operator does: create, fail over, snapshot, tag, delete; and what hostile names do, which is nothing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { open, signIn } from './browser.mjs';

const HOSTILE = '<img src=x onerror=window.broken=1>';

export async function deeds({ base, browser, root, out, step }) {
  const { page, wrong, context } = await open(browser, base);
  const at = (path) => page.goto(base + '/console' + path);
  await signIn(page, base, root);
  await page.waitForURL('**/fleet');

  await step('a database is created with the defaults, and found in the list', page, async () => {
    await at('/databases');
    await page.getByRole('link', { name: 'Create database' }).click();
    await page.getByRole('radio', { name: /Single instance/ }).check();
    await page.getByLabel('Identifier').fill('made-here');
    await page.getByRole('button', { name: 'Create database' }).click();
    await page.waitForURL('**/databases/made-here');
    await at('/databases');
    await page.getByRole('row', { name: /made-here/ }).waitFor();
  });

  await step('a failover is watched on the topology', page, async () => {
    await at('/databases/shop');
    const primary = page.locator('.topo-primary');
    await primary.waitFor();
    const picture = page.locator('.topology title');
    const before = /shop in (\S+): Primary/.exec(await picture.textContent())[1];
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Fail over' }).click();
    const button = page.getByTestId('confirm');
    assert.equal(await button.isDisabled(), true);
    await page.getByLabel('Type shop to confirm').fill('shop');
    await button.click();
    await page.waitForFunction(
      (zone) => {
        const found = /shop in (\S+): Primary[^.]*, available/.exec(document.querySelector('.topology title')?.textContent ?? '');
        return found !== null && found[1] !== zone;
      },
      before,
      { timeout: 120_000 },
    );
    await page.getByText(/failover completed/i).first().waitFor();
    await page.screenshot({ path: `${out}/failover.png`, fullPage: true });
  });

  await step('a snapshot is taken and listed', page, async () => {
    await at('/databases/shop');
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Take snapshot' }).click();
    await page.getByTestId('confirm').click();
    await page.getByText('asked for').waitFor();
    await at('/databases/shop/backups');
    await page.getByRole('row', { name: /manual/ }).first().waitFor();
  });

  await step('tags, logs and labels of anybody are text', page, async () => {
    await at('/databases/shop/tags');
    await page.getByLabel('Key of a new tag').fill('note');
    await page.getByLabel('Value of a new tag').fill("a<b>'b\"");
    await page.getByRole('button', { name: 'Add tag' }).click();
    // RDS allows few characters in a tag: what it says about that is shown, and is text, too.
    await page.getByTestId('failed').or(page.getByRole('cell', { name: "a<b>'b\"" })).first().waitFor();
    await at('/databases/shop/logs');
    await page.getByTestId('log').getByText(HOSTILE).first().waitFor();
    await at('/alarms');
    await page.getByText(HOSTILE).first().waitFor();
    await at('/insights/shop?tab=applications');
    await page.getByText(HOSTILE).first().waitFor();
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.equal(await page.locator('img[src=x]').count(), 0);
  });

  await step('connect: psql comes in by a token that was made here', page, async () => {
    await at('/databases/shop');
    await page.getByRole('radio', { name: 'IAM token' }).or(page.getByRole('button', { name: 'IAM token' })).first().click();
    await page.getByLabel('User', { exact: true }).fill('app');
    await page.getByRole('button', { name: 'Make a token here' }).click();
    const token = await page.getByLabel('token', { exact: true }).textContent();
    assert.match(token, /^127\.[\d.]+:\d+\/\?.*Action=connect.*X-Amz-Signature=[0-9a-f]{64}/);
    assert.match(await page.getByLabel('psql command', { exact: true }).textContent(), /generate-db-auth-token/);
    const [, host, port] = /^([\d.]+):(\d+)/.exec(token);
    const into = `host=${host} port=${port} dbname=postgres user=app sslmode=require`;
    const told = execFileSync('psql', [into, '-Atc', 'SELECT current_user'], { env: { ...process.env, PGPASSWORD: token } });
    assert.equal(String(told).trim(), 'app');
  });

  await step('a database is deleted by typing its name', page, async () => {
    await at('/databases/made-here');
    await page.getByText('available').first().waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByLabel('Take a last snapshot').uncheck();
    await page.getByText('what is in it now is lost').waitFor();
    await page.getByLabel('Type made-here to confirm').fill('made-here');
    await page.getByTestId('confirm').click();
    await page.getByText('There is no database made-here').waitFor({ timeout: 120_000 });
  });

  await step('the browser complained of nothing in all of that', page, async () => assert.deepEqual(wrong, []));
  await context.close();
}
