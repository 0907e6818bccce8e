import { CODE, nameAt } from './shell/code';
import { pathOf } from './url/path';

// The page's code comes beside the libraries, which it needs, and not after they have run.
const name = nameAt(pathOf(window.location.pathname));
const page = name === undefined ? Promise.resolve() : CODE[name].fetch();
const { start } = await import('./shell/start');
await page.catch(() => undefined); // the page asks for it again, and says what is wrong
await Promise.all([...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].map(styled));
start();

/** This script does not wait for the styles, but what is measured on the page does. */
async function styled(link: HTMLLinkElement): Promise<void> {
  if (link.sheet !== null) return;
  await new Promise((resolve) => {
    link.addEventListener('load', resolve);
    link.addEventListener('error', resolve);
  });
}
