/**
 * The life of KMS keys as a state machine: random sequences of operations, jumps of the clock and restarts, in the real
 * front end and the real boundary, and in a model. A failure prints the seed and the command that plays it again;
 * `npm run test:lifecycle` walks further.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { importMaterial, IMPORT_STEPS } from './lifecycle/import-steps.js';
import { createKey, KEY_STEPS } from './lifecycle/key-steps.js';
import { DAY_MS, Model } from './lifecycle/model.js';
import { START_MS, System } from './lifecycle/system.js';
import { USE_STEPS } from './lifecycle/use-steps.js';
import { WORLD_STEPS } from './lifecycle/world-steps.js';

const {
  STRONGROOM_LIFECYCLE_RUNS: runs = '60',
  STRONGROOM_LIFECYCLE_STEPS: steps = '120',
  STRONGROOM_LIFECYCLE_SEED: seed,
  STRONGROOM_LIFECYCLE_PATH: path,
} = process.env;
const HOURS_MS = 12 * 3_600_000;

it(
  'a key is what its history makes of it, and no ciphertext is lost',
  async () => {
    const commands = fc.commands([...KEY_STEPS, ...USE_STEPS, ...IMPORT_STEPS, ...WORLD_STEPS], {
      maxCommands: Number(steps),
      size: 'max',
    });
    const property = fc.asyncProperty(commands, async (sequence) => {
      const [model, system] = [new Model(START_MS), await System.start()];
      for (const kind of ['symmetric', 'external'] as const) await createKey(model, system, kind);
      await fc.asyncModelRun(() => ({ model, real: system }), sequence);
    });
    const outcome = await fc.check(property, {
      numRuns: Number(runs),
      endOnFailure: false,
      // Long sequences: short ones find little that the contract suites do not.
      unbiased: true,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      ...(path === undefined ? {} : { path }),
    });
    expect(outcome.failed, explain(outcome)).toBe(false);
  },
  HOURS_MS,
);

/** What random sequences have found. */
it('material that expired while it waited for its rotation is not rotated to', async () => {
  const [model, system] = [new Model(START_MS), await System.start()];
  await createKey(model, system, 'external');
  const modelKey = must(model.keys[0], 'the key');
  const choices = { token: 'fresh', flaw: undefined, validDays: undefined } as const;
  await importMaterial(model, system, modelKey, { ...choices, importType: undefined, material: 0 });
  const next = { importType: 'NEW_KEY_MATERIAL', material: 1, validDays: 1 } as const;
  await importMaterial(model, system, modelKey, { ...choices, ...next });
  // The job that deletes it has not come yet.
  system.advance(DAY_MS);
  await system.attempt('RotateKeyOnDemand', { keyId: modelKey.keyId }, 'UnsupportedOperationException');
});

type Failure = Pick<fc.RunDetails<unknown>, 'seed' | 'counterexamplePath' | 'counterexample' | 'errorInstance'>;

function explain({ seed: failing, counterexamplePath, counterexample, errorInstance }: Failure): string {
  // The run alone: how it was made smaller is found again.
  const run = counterexamplePath?.split(':')[0] ?? '0';
  const settings = { RUNS: 1, STEPS: steps, SEED: failing, PATH: run };
  const variables = Object.entries(settings).map(([name, value]) => `STRONGROOM_LIFECYCLE_${name}=${String(value)}`);
  const replay = [...variables, 'npm run test:lifecycle'].join(' ');
  return [String(errorInstance), `after: ${String(counterexample)}`, `replay: ${replay}`].join('\n');
}
