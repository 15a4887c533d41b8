import { defineConfig } from 'vitest/config';

/** Sources, not dist, in unit tests: the export condition that every workspace package offers. */
const conditions = ['strongroom-source', 'module', 'node', 'import', 'default'];

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  resolve: { conditions },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'services/*/src/**/*.test.ts', 'tools/**/*.test.ts', 'test/vectors/**/*.test.ts'],
          pool: 'threads',
        },
      },
      {
        // Suites that start real processes: they run what users run, dist.
        test: {
          name: 'system',
          include: ['test/{contract,interop,isolation,chaos,e2e}/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
