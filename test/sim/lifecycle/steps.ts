/** Steps of the state machine, as fast-check wants them. */
import fc from 'fast-check';
import { checkInvariants } from './invariants.js';
import type { Model } from './model.js';
import { KINDS, type ModelKey, type State } from './model-types.js';
import type { System } from './system.js';

type Act<Given> = (model: Model, system: System, given: Given) => Promise<void>;
export type Step = fc.AsyncCommand<Model, System>;

/** An arbitrary of steps of one kind: `act` does it in both worlds and compares; then all invariants are looked at. */
export function step<Given>(name: string, given: fc.Arbitrary<Given>, act: Act<Given>): fc.Arbitrary<Step> {
  return given.map((values) => ({
    check: () => true,
    run: async (model, system) => {
      await act(model, system, values);
      await checkInvariants(model, system);
    },
    toString: () => `${name} ${JSON.stringify(values)}`,
  }));
}

/**
 * A step that concerns one of the keys there are; without any it does nothing.
 * @param fitting the keys for which it is meant: most of the time it concerns one of them
 */
export function keyStep<Given>(
  name: string,
  given: fc.Arbitrary<Given>,
  act: (model: Model, system: System, modelKey: ModelKey, given: Given) => Promise<void>,
  fitting: (modelKey: ModelKey) => boolean = () => true,
): fc.Arbitrary<Step> {
  const choice = fc.record({ any: fc.constantFrom(false, false, false, true), key: fc.nat({ max: 99 }) });
  return step(name, fc.tuple(choice, given), async (model, system, [{ any, key }, values]) => {
    const fits = any ? [] : model.keys.filter(fitting);
    const modelKey = pick(fits.length > 0 ? fits : model.keys, key);
    if (modelKey !== undefined) await act(model, system, modelKey, values);
  });
}

export function pick<T>(from: readonly T[], choice: number): T | undefined {
  return from[choice % from.length];
}

export const isExternal = ({ kind }: ModelKey): boolean => KINDS[kind].origin === 'EXTERNAL';
export const isSymmetric = ({ kind }: ModelKey): boolean => KINDS[kind].keySpec === 'SYMMETRIC_DEFAULT';
export const isIn =
  (...states: readonly State[]) =>
  ({ state }: ModelKey): boolean =>
    states.includes(state);
