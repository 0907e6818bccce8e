// What is done to clusters and copies: made, restored, stopped, started, promoted and taken away; and stacks.
import assert from 'node:assert/strict';
import { open, signIn } from './browser.mjs';

const MADE_MAX = { timeout: 120_000 };

export async function estate({ base, browser, root, out, step }) {
  const { page, wrong, context, allowed } = await open(browser, base);
  const at = (path) => page.goto(base + '/console' + path);
  const status = (word) => page.getByText(word, { exact: true }).first().waitFor(MADE_MAX);
  const act = async (id, deed, { fill = id, before } = {}) => {
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: deed, exact: true }).click();
    if (before) await before();
    if (fill) await page.getByLabel(`Type ${id} to confirm`).fill(fill);
    await page.getByTestId('confirm').click();
    await page.getByText(`${deed} ${id}: asked for`).waitFor();
  };
  await signIn(page, base, root);
  await page.waitForURL('**/fleet');

  await step('a cluster is created', page, async () => {
    await at('/databases/+');
    await page.getByRole('radio', { name: /Multi-AZ DB cluster/ }).check();
    await page.getByLabel('Identifier').fill('crew');
    await page.getByRole('button', { name: 'Create database' }).click();
    await page.waitForURL('**/databases/crew');
  });

  await step('a snapshot is restored, and so is a moment', page, async () => {
    await at('/databases/shop/backups');
    await page.getByRole('row', { name: /manual/ }).getByRole('button', { name: /^Restore/ }).click();
    await page.getByLabel('Name of the new database').fill('again');
    await page.getByTestId('confirm').click();
    await page.getByTestId('confirm').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Restore to a moment' }).click();
    await page.getByLabel('Moment', { exact: true }).fill('soon');
    await page.getByText('This is no time').waitFor();
    assert.equal(await page.getByTestId('confirm').isDisabled(), true);
    allowed.push(/^400 RestoreDBInstanceToPointInTime$/);
    await page.getByLabel('Moment', { exact: true }).fill('2020-01-01T00:00:00Z');
    await page.getByLabel('Name of the new database').fill('earlier');
    await page.getByTestId('confirm').click();
    await page.getByTestId('failed').getByText(/restorable|before/i).first().waitFor();
    allowed.pop();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Restore to a moment' }).click();
    await page.getByLabel('Name of the new database').fill('earlier');
    await page.getByTestId('confirm').click();
    await page.getByTestId('confirm').waitFor({ state: 'detached' });
    await at('/databases');
    await page.getByRole('row', { name: /again/ }).waitFor();
    await page.getByRole('row', { name: /earlier/ }).waitFor();
  });

  await step('a tag is given and taken away', page, async () => {
    await at('/databases/shop/tags');
    await page.getByLabel('Key of a new tag').fill('team');
    await page.getByLabel('Value of a new tag').fill('blue');
    await page.getByRole('button', { name: 'Add tag' }).click();
    await page.getByRole('row', { name: /team/ }).getByRole('button', { name: 'Remove the tag team' }).click();
    await page.getByRole('row', { name: /team/ }).waitFor({ state: 'detached' });
  });

  await step('a cluster fails over to the reader that was chosen', page, async () => {
    await at('/databases/crew');
    await status('available');
    const words = () => page.locator('.topology title').textContent();
    const [reader] = /[\w-]+(?= in \S+: Reader)/.exec(await words());
    assert.equal(new Set([...(await words()).matchAll(/in (us-east-1\w)/g)].map((one) => one[1])).size, 3);
    await act('crew', 'Fail over', {
      before: async () => {
        await page.getByRole('button', { name: /whichever has most/ }).click();
        await page.getByRole('option', { name: reader }).click();
      },
    });
    await page.waitForFunction(
      (one) => new RegExp(`${one} in \\S+: Writer`).test(document.querySelector('.topology title')?.textContent ?? ''),
      reader,
      MADE_MAX,
    );
    await page.screenshot({ path: `${out}/cluster.png`, fullPage: true });
  });

  await step('the fleet has each server in the lane of its zone, members below their cluster', page, async () => {
    await at('/fleet');
    const rows = page.getByRole('table', { name: 'Databases' }).getByRole('row');
    const lanes = async (row) => (await row.getByRole('cell').allTextContents()).flatMap((one, nth) => (/^(Primary|Standby|Writer|Reader)/.test(one) ? [nth] : []));
    await rows.filter({ hasText: 'Writer of crew' }).waitFor();
    const crew = [];
    for (const row of await rows.filter({ hasText: /(Writer|Reader) of crew/ }).all()) crew.push(...(await lanes(row)));
    assert.equal(new Set(crew).size, 3, `columns ${crew}`);
    const shop = await lanes(rows.filter({ has: page.getByRole('link', { name: 'shop', exact: true }) }));
    assert.equal(shop.length, 2, `columns ${shop}`);
    await page.screenshot({ path: `${out}/fleet-cluster.png`, fullPage: true });
  });

  await step('a cluster fails over to whichever has most, and cannot be stopped', page, async () => {
    await at('/databases/crew');
    await status('available');
    const writer = () => page.evaluate(() => /[\w-]+(?= in \S+: Writer)/.exec(document.querySelector('.topology title')?.textContent ?? '')?.[0]);
    const before = await writer();
    await act('crew', 'Fail over');
    await page.waitForFunction(
      (one) => !new RegExp(`${one} in \\S+: Writer`).test(document.querySelector('.topology title')?.textContent ?? one),
      before,
      MADE_MAX,
    );
    await status('available');
    assert.notEqual(await writer(), before);
    await page.getByRole('button', { name: 'Actions' }).click();
    assert.equal(await page.getByRole('menuitem', { name: /^Stop/ }).getAttribute('aria-disabled'), 'true');
  });

  await step('what was restored is rebooted, stopped and started', page, async () => {
    await at('/databases/again');
    await status('available');
    await act('again', 'Reboot');
    await page.getByText('DB instance restarted').first().waitFor(MADE_MAX);
    await status('available');
    await act('again', 'Stop');
    await status('stopped');
    await act('again', 'Start', { fill: '' });
    await status('available');
  });

  await step('a cluster is rebooted, and deleted with a last snapshot', page, async () => {
    const restarts = page.getByRole('row').filter({ hasText: /crew-instance-\d/ });
    const restarted = '/events?find=DB%20instance%20restarted';
    await at(restarted);
    await page.getByTestId('loading').waitFor({ state: 'detached' });
    const before = await restarts.count();
    await at('/databases/crew');
    await status('available');
    await act('crew', 'Reboot');
    await at(restarted);
    await restarts.nth(before).waitFor(MADE_MAX);
    await at('/databases/crew');
    await status('available');
    await act('crew', 'Delete', { before: () => page.getByText(/stays in the snapshot crew-final-/).waitFor() });
    await page.getByText('There is no database crew').waitFor(MADE_MAX);
  });

  await step('a replica is promoted', page, async () => {
    await at('/databases/shop-replica');
    await act('shop-replica', 'Promote');
    await page.waitForFunction(
      () => /shop-replica in \S+: Primary/.test(document.querySelector('.topology title')?.textContent ?? ''),
      undefined,
      MADE_MAX,
    );
  });

  await step('a snapshot and an alarm are deleted', page, async () => {
    await at('/databases/shop/backups');
    const row = page.getByRole('row', { name: /manual/ });
    const name = await row.getByRole('rowheader').textContent();
    await row.getByRole('button', { name: /^Delete/ }).click();
    await page.getByLabel(`Type ${name} to confirm`).fill(name);
    await page.getByTestId('confirm').click();
    await row.waitFor({ state: 'detached', ...MADE_MAX });
    await at('/alarms');
    await page.getByRole('radio').first().check();
    const [, alarm] = /^History of (.+)/.exec(await page.getByText(/^History of /).textContent());
    await page.getByRole('button', { name: 'Delete' }).click();
    assert.equal(await page.getByTestId('confirm').isDisabled(), true);
    await page.getByLabel(`Type ${alarm} to confirm`).fill(alarm);
    await page.getByTestId('confirm').click();
    await page.getByText('No alarms in this region yet').waitFor();
  });

  await step('a stack has outputs; one that failed says why', page, async () => {
    await at('/stacks');
    await page.getByRole('radio', { name: 'notices' }).check();
    await page.getByRole('table', { name: 'Outputs' }).getByText(/^arn:aws:sns:/).waitFor();
    await page.getByRole('table', { name: 'Resources' }).getByText('AWS::SNS::Topic').waitFor();
    await page.getByRole('radio', { name: 'mistaken' }).check();
    await page.getByRole('table', { name: 'Events' }).getByText(/subnet-00000000/).first().waitFor();
    await page.screenshot({ path: `${out}/stack.png`, fullPage: true });
  });

  await step('the browser complained of nothing in all of that', page, async () => assert.deepEqual(wrong, []));
  await context.close();
}
