// What a page shows when there is nothing, when something goes wrong, and when one may not look.
import assert from 'node:assert/strict';
import { open, signIn } from './browser.mjs';

const REFUSED = /status of 40[03]|status of 500|net::ERR_FAILED/;

export async function states({ base, browser, root, looker, out, step }) {
  const { page, wrong, context } = await open(browser, base, { allowed: [REFUSED] });

  await step('/ leads a browser to the console', page, async () => {
    await page.goto(base + '/');
    assert.equal(new URL(page.url()).pathname, '/console/');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  await step('a wrong secret is refused in the words of the API, and nothing is kept', page, async () => {
    await signIn(page, base, { ...root, secretAccessKey: 'wrong' });
    await page.getByTestId('failed').getByText('SignatureDoesNotMatch').waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });

  await step('an empty region says what to do first', page, async () => {
    await signIn(page, base, { ...root, region: 'us-west-2' });
    await page.getByText('No databases in this region yet').waitFor();
    await page.screenshot({ path: `${out}/empty-fleet.png` });
    for (const [path, text] of [
      ['/databases', 'No databases yet'],
      ['/proxies', 'No DB proxies in this region yet'],
      ['/replicas', 'No replicas in this region yet'],
      ['/alarms', 'No alarms in this region yet'],
      ['/insights/nobody', 'There is no DB instance nobody'],
      ['/nowhere', 'There is no page at this address'],
    ]) {
      await page.goto(base + '/console' + path);
      await page.getByText(text).first().waitFor();
    }
  });

  await step('an error has a retry, and what was known stays', page, async () => {
    await page.goto(base + '/console/databases');
    await page.getByText('No databases yet').waitFor();
    await page.route('**/*', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await page.getByTestId('failed').getByText('Homeport does not answer').waitFor();
    await page.getByText('No databases yet').waitFor();
    await page.screenshot({ path: `${out}/error.png` });
    await page.unroute('**/*');
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByTestId('failed').waitFor({ state: 'detached' });
  });

  await step('signing out forgets the key', page, async () => {
    await page.getByRole('button', { name: /Region us-west-2/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });

  await step('who may not look is told by which action, and sees what he may', page, async () => {
    await signIn(page, base, looker);
    await page.waitForURL('**/fleet');
    await page.getByTestId('denied').first().waitFor();
    await page.goto(base + '/console/proxies');
    await page.getByTestId('denied').getByText(/rds:DescribeDBProxies/).first().waitFor();
    await page.screenshot({ path: `${out}/denied.png` });
    await page.goto(base + '/console/insights');
    await page.getByRole('link', { name: 'shop', exact: true }).waitFor();
  });

  await step('a key that is not valid any more leads to signing in again', page, async () => {
    await page.evaluate(() => {
      const kept = JSON.parse(sessionStorage.getItem('homeport.session'));
      sessionStorage.setItem('homeport.session', JSON.stringify({ ...kept, secretAccessKey: 'changed' }));
    });
    await page.goto(base + '/console/events');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByLabel('Access key ID').waitFor();
  });

  await step('the browser complained of nothing in all of that', page, async () => assert.deepEqual(wrong, []));
  await context.close();
}
