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

/** @param allowed what an error of the console may say, of answers that the test asks for */
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
    if (!allowed.some((one) => one.test(message.text()))) wrong.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push('uncaught: ' + error.stack));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== new URL(base).origin) wrong.push('asked ' + request.url());
  });
  page.setDefaultTimeout(15_000);
  return { page, context, wrong, allowed };
}

export async function signIn(page, base, key) {
  await page.goto(base + '/console/');
  await page.getByLabel('Access key ID').fill(key.accessKeyId);
  await page.getByLabel('Secret access key').fill(key.secretAccessKey);
  await page.getByLabel('Region', { exact: true }).fill(key.region);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
