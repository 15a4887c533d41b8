/** What happens to keys without anybody touching them: time, jobs, restarts. */
import fc from 'fast-check';
import { DAY_MS, dueAt, type Model } from './model.js';
import type { ModelKey } from './model-types.js';
import { pick, step } from './steps.js';
import type { System } from './system.js';

const MINUTE_MS = 60_000;
const nothing = fc.constant(undefined);
const jumpMs = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(1, DAY_MS, DAY_MS + 1, 90 * DAY_MS) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 40 }).map((days) => days * DAY_MS) },
  { weight: 1, arbitrary: fc.integer({ min: 41, max: 1000 }).map((days) => days * DAY_MS) },
);

async function advance(model: Model, system: System, byMs: number, jobs: boolean): Promise<void> {
  model.now += byMs;
  system.advance(byMs);
  if (jobs) await runJobs(model, system);
}

async function runJobs(model: Model, system: System): Promise<void> {
  await system.runJobs();
  model.runJobs();
}

/** What a key has ahead: rotation, deletion, the end of a material or of an import token. */
function datesOf({ period, deletionAt, materials, parameters }: ModelKey): number[] {
  return [
    ...(period === undefined ? [] : [dueAt(period)]),
    deletionAt ?? [],
    materials.flatMap(({ validTo }) => validTo ?? []),
    parameters === undefined ? [] : parameters.issuedAt + DAY_MS,
  ].flat();
}

const clock = step('clock', fc.record({ jumpMs, jobs: fc.boolean() }), (model, system, given) =>
  advance(model, system, given.jumpMs, given.jobs),
);

const edge = fc.record({
  choice: fc.nat({ max: 99 }),
  offsetMs: fc.constantFrom(-20 * MINUTE_MS - 1, -20 * MINUTE_MS, -1, 0, 1),
  jobs: fc.boolean(),
});

/** To the very moment of something that is ahead, or just before or after it. */
const clockToEdge = step('clock to an edge', edge, async (model, system, { choice, offsetMs, jobs }) => {
  const ahead = model.keys.flatMap(datesOf).map((date) => date + offsetMs - model.now);
  const byMs = pick(
    ahead.filter((ms) => ms > 0),
    choice,
  );
  if (byMs !== undefined) await advance(model, system, byMs, jobs);
});

export const WORLD_STEPS = [
  clock,
  clockToEdge,
  clockToEdge,
  step('jobs', nothing, runJobs),
  step('HSM restarts', nothing, (_model, system) => {
    system.hsm.evictAll();
    return Promise.resolve();
  }),
  step('HSM idles', nothing, (_model, system) => {
    system.hsm.idle();
    return Promise.resolve();
  }),
  step('front end restarts', nothing, (_model, system) => system.restartFrontEnd()),
];
