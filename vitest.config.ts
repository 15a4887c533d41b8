import { defineConfig } from 'vitest/config';
import { SkipReporter } from './tools/skip-reporter.js';

/** Sources, not dist, in unit tests: the export condition that every workspace package offers. */
const conditions = ['strongroom-source', 'node', 'import', 'default'];

/**
 * Suites that start real processes run what users run: dist. One thread and one module cache, for start-up costs more
 * than the tests. What fails is tried once more, and reported as UNSTABLE if it then passes: a machine that stands
 * still for seconds is not the product's fault, but nobody shall overlook it either.
 */
const processes = {
  pool: 'threads',
  isolate: false,
  fileParallelism: false,
  retry: 1,
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;

/**
 * Tests of one package that take many seconds of processor time, most of them because they talk over real sockets,
 * start threads and processes or make RSA keys: `npm test` runs them, `npm run check` does not.
 */
const LONG = [
  'test/{vectors,sim}/**/*.test.ts',
  'packages/hsm-client/src/pool*.test.ts',
  'packages/iam/src/policy/oracle.test.ts',
  'packages/rpc/src/{http-server,grpc,tls}.test.ts',
  'packages/storage/src/{contract,libsql}/*.test.ts',
  'packages/storage/src/open-store.test.ts',
  'packages/crypto/src/key-pair/*.test.ts',
  'packages/crypto/src/self-test/*.test.ts',
  'services/hsm/src/boundary/{key-*,root-module}.test.ts',
  'services/hsm/src/host/appliance.test.ts',
];

export default defineConfig({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  resolve: { conditions },
  test: {
    reporters: ['default', new SkipReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'services/*/src/**/*.test.ts', 'tools/**/*.test.{ts,js}'],
          exclude: LONG,
          pool: 'threads',
          // A bound for what hangs, not a measurement: machines are slow when they are shared.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Too long for the gate before every commit.
        extends: true,
        test: { name: 'long', include: LONG, pool: 'threads', testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        // Share one cluster, which the global set-up starts.
        test: {
          ...processes,
          name: 'system',
          include: ['test/{contract,interop,isolation,e2e}/**/*.test.ts'],
          globalSetup: ['test/harness/shared-cluster.ts'],
        },
      },
      {
        // Each file starts, and kills, a cluster of its own.
        test: {
          ...processes,
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
