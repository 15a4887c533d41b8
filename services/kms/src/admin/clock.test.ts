import { describe, expect, it } from 'vitest';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { frontEndFixture } from '../testing/front-end-fixture.js';
import type { AdminCall, AdminHandler, Unary } from './admin-call.js';
import { CLOCK_OFFSET_SETTING, clockHandlers } from './clock.js';

const DAY_MS = 86_400_000;

/** The handlers as plain functions. */
async function fixture() {
  const { services, store } = await frontEndFixture();
  const call: AdminCall = {
    services,
    commit: async ({ writes, entities, guard }) => {
      const outcome = await store.commit({
        event: EMPTY_BYTES,
        writes,
        entities,
        ...(guard === undefined ? {} : { guard }),
      });
      if (outcome.kind === 'conflict') throw new KmsError('AlreadyExistsException', 'changed meanwhile');
    },
  };
  let captured: AdminHandler<never, unknown> | undefined;
  const unary: Unary = <Request, Response>(handler: AdminHandler<Request, Response>) => {
    captured = handler;
    return () => undefined;
  };
  clockHandlers(unary);
  // AdvanceClock is the last one that clockHandlers makes.
  const advance = (byMs: number) => captured?.(call, { byMs, confirm: true } as never);
  return { services, store, advance };
}

describe('advancing the clock', () => {
  it('keeps the store and this process at one offset when two advance at once', async () => {
    const { services, store, advance } = await fixture();
    const outcomes = await Promise.allSettled([advance(10 * DAY_MS), advance(DAY_MS)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(Number(await store.reads.setting(CLOCK_OFFSET_SETTING))).toBe(services.clock.offsetMs);
  });

  it('adds to what the store says, also when this process has not heard of it', async () => {
    const { services, store, advance } = await fixture();
    await store.commit({
      event: EMPTY_BYTES,
      writes: [{ kind: 'upsert', table: 'settings', row: { name: CLOCK_OFFSET_SETTING, value: String(5 * DAY_MS) } }],
      entities: [],
    });
    await advance(DAY_MS);
    expect(services.clock.offsetMs).toBe(6 * DAY_MS);
  });
});
