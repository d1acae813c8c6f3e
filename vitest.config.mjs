import { defineConfig } from 'vitest/config';

/** Source, not builds: tests see a change without a build in between. */
const resolve = { conditions: ['source'] };
const ssr = { resolve: { conditions: ['source'] } };

/** One project a part of `npm test`; see scripts/test.mjs. */
const project = (name, include, test = {}) => ({
  resolve,
  ssr,
  test: { name, include, environment: 'node', pool: 'forks', ...test },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'scripts/**/*.test.mjs'], {
        testTimeout: 30_000,
        hookTimeout: 30_000,
        exclude: ['**/*.postgres.test.ts'],
      }),
      project('postgres', ['apps/server/src/**/*.{repository,database,writer,postgres}.test.ts'], {
        env: { TEST_DATABASE: 'postgres' },
        globalSetup: ['e2e/support/postgres.setup.ts'],
        testTimeout: 20_000,
        hookTimeout: 60_000,
      }),
      project('protocol', ['e2e/protocol/**/*.test.ts'], { testTimeout: 20_000, hookTimeout: 60_000 }),
      project('protocol-postgres', ['e2e/protocol/**/*.test.ts'], {
        globalSetup: ['e2e/support/postgres-target.setup.ts'],
        // The store is another, the way in is not: one binding is enough.
        env: { PARLOR_TARGETS: 'full', PARLOR_BINDING: 'websocket' },
        testTimeout: 20_000,
        hookTimeout: 60_000,
      }),
      project('guarantees', ['e2e/guarantees/**/*.test.ts'], { testTimeout: 20_000, hookTimeout: 60_000 }),
      project('guarantees-postgres', ['e2e/guarantees/{absent,commands,disclosure,routes}.test.ts'], {
        env: { TEST_DATABASE: 'postgres' },
        globalSetup: ['e2e/support/postgres.setup.ts'],
        testTimeout: 20_000,
        hookTimeout: 60_000,
      }),
      project('faults', ['e2e/faults/**/*.test.ts'], { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('browser', ['e2e/browser/**/*.test.ts'], {
        testTimeout: 60_000,
        hookTimeout: 90_000,
        fileParallelism: false,
      }),
    ],
  },
});
