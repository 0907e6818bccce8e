import { defineConfig, type Plugin } from 'vite';

// The bundle has no inline script or style, so that the page can forbid them, and no names but its own.
export default defineConfig({
  base: '/console/',
  plugins: [librariesAtOnce()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      // One file of what is not ours: the first page waits for no chain of small ones.
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', test: /preload-helper/, priority: 1 }, // what the first script needs, too
            { name: 'libraries', test: /node_modules/ },
          ],
        },
      },
      onwarn(warning, told) {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') told(warning); // 'use client' is for servers
      },
    },
  },
});

/** The libraries and the styles are fetched with the first script, which could only ask for them when it has come. */
function librariesAtOnce(): Plugin {
  return {
    name: 'libraries-at-once',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle }) =>
        Object.keys(bundle ?? {}).flatMap((file) => {
          const href = '/console/' + file;
          if (/(libraries|rolldown-runtime)-.*\.js$/.test(file)) return [{ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href } }];
          if (/(libraries|start)-.*\.css$/.test(file)) return [{ tag: 'link', attrs: { rel: 'stylesheet', crossorigin: true, href } }];
          return [];
        }),
    },
  };
}
