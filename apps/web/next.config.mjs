import { fileURLToPath } from 'node:url';

/** A static export: the server hands out files, the page does the rest (see docs/decisions). */
export default {
  output: 'export',
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
};
