import { defineConfig } from 'vite';

// The bundle has no inline script or style, so that the page can forbid them, and no names but its own.
export default defineConfig({
  base: '/console/',
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      // One file of what is not ours: the first page waits for no chain of small ones.
      output: { codeSplitting: { groups: [{ name: 'libraries', test: /node_modules/ }] } },
      onwarn(warning, told) {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') told(warning); // 'use client' is for servers
      },
    },
  },
});
