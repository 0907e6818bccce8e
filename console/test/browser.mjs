// A browser that is signed in, and what it must never do: say anything on its console, ask another host.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launch() {
  return chromium.launch({ executablePath: PATHS.find(existsSync), headless: true, args: FLAGS });
}

/** @param allowed what may go wrong: refusals as status and action, other errors as the browser says them; steps may add to it */
export async function open(browser, base, { dark = false, width = 1400, height = 900, allowed = [] } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    timezoneId: 'UTC',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(base).origin });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (/^Failed to load resource: the server responded/.test(message.text())) return; // told below, and by its name
    if (!allowed.some((one) => one.test(message.text()))) wrong.push(`${message.type()}: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() < 400) return;
    const told = `${response.status()} ${actionOf(response.request())}`;
    if (!allowed.some((one) => one.test(told))) wrong.push(told);
  });
  page.on('pageerror', (error) => wrong.push('uncaught: ' + error.stack));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== new URL(base).origin) wrong.push('asked ' + request.url());
  });
  page.setDefaultTimeout(60_000); // a machine that also does other things brings everything late
  return { page, context, wrong, allowed };
}

/** The action of an API that a request asks for; the path, of what is no such request. */
export function actionOf(request) {
  const query = new URLSearchParams(request.postData() ?? '').get('Action');
  return query ?? request.headers()['x-amz-target']?.split('.').at(-1) ?? new URL(request.url()).pathname;
}

export async function signIn(page, base, key) {
  await page.goto(base + '/console/');
  await page.getByLabel('Access key ID').fill(key.accessKeyId);
  await page.getByLabel('Secret access key').fill(key.secretAccessKey);
  await page.getByLabel('Region', { exact: true }).fill(key.region);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
