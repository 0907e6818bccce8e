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
      onwarn(warning, told) {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') told(warning); // 'use client' is for servers
      },
    },
  },
});
