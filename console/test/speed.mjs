// How long the first page and a full chart take, and whether a chart that moves is smooth. Run by homeport.bench.ConsoleBench.
// Environment: BASE, KEY_ID, SECRET (root), ROUNDS. There is a database shop with Performance Insights, at work for a minute.
import assert from 'node:assert/strict';
import { launch, open, signIn } from './browser.mjs';

const FIRST_MILLIS_MAX = 1500;
const CHART_MILLIS_MAX = 100;
const SERIES = 10;
const POINTS = 3600;
/** A frame that is seen to be late. */
const LATE_MILLIS = 100;
const LATE_SHARE_MAX = 0.01;
const LIVE_SECONDS = 20;

const { BASE, KEY_ID, SECRET, ROUNDS = '7' } = process.env;
const rounds = Number(ROUNDS);
const broken = [];
const browser = await launch();
try {
  const { page } = await open(browser, BASE);
  await signIn(page, BASE, { accessKeyId: KEY_ID, secretAccessKey: SECRET, region: 'us-east-1' });
  await page.waitForURL('**/fleet');
  for (const path of ['/fleet', '/databases']) await first(page, path);
  await live(page);
  await chart(page);
} finally {
  await browser.close();
}
console.log(broken.length === 0 ? 'promised: kept' : `promised: BROKEN: ${broken.join(', ')}`);
process.exitCode = broken.length === 0 ? 0 : 1;

/** From the start of the navigation, with an empty cache, to the first frame that has the database to be clicked; by the browser's own clock. */
async function first(page, path) {
  const taken = [];
  for (let nth = 0; nth < rounds; nth++) {
    await page.goto('about:blank');
    const fresh = await page.context().newCDPSession(page);
    await fresh.send('Network.clearBrowserCache');
    await fresh.detach();
    await page.goto(`${BASE}/console${path}`, { waitUntil: 'commit' });
    const there = await page.waitForFunction(() => document.querySelector('#console a[href$="/databases/shop"]') !== null && performance.now());
    taken.push(await there.jsonValue());
  }
  tell(`first page, nothing cached: ${path}`, taken, FIRST_MILLIS_MAX);
}

/** The frames of the last five minutes, which go on each second. */
async function live(page) {
  await page.goto(`${BASE}/console/insights/shop`);
  await page.getByTestId('live').waitFor();
  const frames = await page.evaluate(
    (millis) =>
      new Promise((resolve) => {
        const found = [];
        const began = performance.now();
        let last = began;
        const next = (now) => {
          found.push(now - last);
          last = now;
          if (now - began < millis) requestAnimationFrame(next);
          else resolve(found);
        };
        requestAnimationFrame(next);
      }),
    LIVE_SECONDS * 1000,
  );
  const late = frames.filter((one) => one > LATE_MILLIS).length / frames.length;
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1);
  console.log(
    `live, ${LIVE_SECONDS} s: ${frames.length} frames, median ${at(0.5)} ms, p99 ${at(0.99)}, longest ${at(1)};` +
      ` over ${LATE_MILLIS} ms: ${(100 * late).toFixed(2)} % (promised: ${100 * LATE_SHARE_MAX} %)`,
  );
  if (late > LATE_SHARE_MAX) broken.push('live');
}

async function chart(page) {
  await page.route('**/*', (route) => {
    if (!/PerformanceInsights.*GetResourceMetrics/.test(route.request().headers()['x-amz-target'] ?? '')) return route.continue();
    const asked = JSON.parse(route.request().postData());
    if (!asked.MetricQueries[0].GroupBy) return route.continue();
    return route.fulfill({ contentType: 'application/x-amz-json-1.1', body: JSON.stringify(full(asked)) });
  });
  const taken = [];
  for (let nth = 0; nth < rounds; nth++) {
    const to = Math.floor(Date.now() / 1000);
    await page.goto('about:blank');
    await page.goto(`${BASE}/console/insights/shop?from=${to - POINTS}&to=${to}&period=1`);
    const drawn = await page.waitForFunction(() => {
      const all = performance.getEntriesByName('homeport-chart').filter((one) => one.detail === 'Database load by second');
      return all.length > 0 && all.map((one) => one.duration);
    });
    taken.push(...(await drawn.jsonValue()));
  }
  tell(`a chart of ${POINTS} x ${SERIES} points`, taken, CHART_MILLIS_MAX);
}

function tell(what, taken, max) {
  assert.ok(taken.length >= rounds);
  const sorted = taken.map(Math.round).toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  console.log(`${what}: median ${median} ms (${sorted[0]} to ${sorted.at(-1)}, ${sorted.length} times); promised: ${max} ms`);
  if (median > max) broken.push(what);
}

function full(asked) {
  const points = (of) =>
    Array.from({ length: POINTS }, (_, nth) => ({ Timestamp: asked.StartTime + nth, Value: Math.abs(Math.sin(nth / (40 + of * 7))) * (1 + of / 3) }));
  const names = ['CPU', 'DataFileRead', 'transactionid', 'tuple', 'WALWrite', 'ClientRead', 'BufferContent', 'PgSleep', 'relation', 'BgWorkerShutdown'];
  const types = ['CPU', 'IO', 'Lock', 'Lock', 'IO', 'Client', 'LWLock', 'Timeout', 'Lock', 'IPC'];
  return {
    AlignedStartTime: asked.StartTime,
    AlignedEndTime: asked.StartTime + POINTS,
    Identifier: asked.Identifier,
    MetricList: [
      { Key: { Metric: 'db.load.avg' }, DataPoints: points(20) },
      ...names.map((name, nth) => ({
        Key: { Metric: 'db.load.avg', Dimensions: { 'db.wait_event.name': name, 'db.wait_event.type': types[nth] } },
        DataPoints: points(nth),
      })),
    ],
  };
}
