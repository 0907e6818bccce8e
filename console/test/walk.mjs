// Walks through the console of a Homeport that ConsoleIT has prepared: every page, its states and its deeds.
// Environment: BASE, KEY_ID, SECRET (root), LOOK_ID, LOOK_SECRET (a user who may only look at instances), OUT (a folder).
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { pages } from './pages.mjs';
import { deeds } from './deeds.mjs';
import { estate } from './estate.mjs';
import { states } from './states.mjs';
import { launch } from './browser.mjs';

const { BASE, KEY_ID, SECRET, LOOK_ID, LOOK_SECRET, OUT, ONLY } = process.env;
mkdirSync(OUT, { recursive: true });
const world = {
  base: BASE,
  out: OUT,
  root: { accessKeyId: KEY_ID, secretAccessKey: SECRET, region: 'us-east-1' },
  looker: { accessKeyId: LOOK_ID, secretAccessKey: LOOK_SECRET, region: 'us-east-1' },
  browser: await launch(),
};
const failed = [];
/** One thing that must hold; the others are looked at all the same. */
world.step = async (name, page, check) => {
  const began = Date.now();
  try {
    await check();
    console.log(`ok    ${name} (${Date.now() - began} ms)`);
  } catch (problem) {
    failed.push(name);
    console.log(`FAIL  ${name}: ${problem.stack ?? problem}`);
    await page?.screenshot({ path: `${OUT}/failed-${failed.length}.png` }).catch(() => {});
  }
};
try {
  for (const [name, part] of Object.entries({ states, deeds, pages, estate })) {
    if (ONLY && !ONLY.split(',').includes(name)) continue;
    const began = Date.now();
    await part(world);
    console.log(`      ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
} finally {
  await world.browser.close();
}
assert.deepEqual(failed, []);
