// Builds the report's and the explorer's pages: `node web/build.mjs OUTPUT_FOLDER`. Called by build/WebAssets.
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { build } from 'vite';

const here = path.dirname(fileURLToPath(import.meta.url));
const output = path.resolve(process.argv[2] ?? path.join(here, 'dist'));

for (const page of ['report', 'explorer']) {
  await build({
    configFile: false,
    root: path.join(here, page),
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"', __DEV__: 'false' },
    build: {
      outDir: path.join(output, page),
      emptyOutDir: true,
      target: 'es2022',
      cssTarget: 'es2022',
      modulePreload: false,
      reportCompressedSize: false,
      // One script and one style sheet a page: the report holds them inline, the server embeds them.
      lib: { entry: path.join(here, page, 'main.ts'), formats: ['iife'], name: 'jouletree', fileName: () => `${page}.js`, cssFileName: page },
      chunkSizeWarningLimit: 2000,
    },
  });
}
