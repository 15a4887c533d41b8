import { describe, expect, it } from 'vitest';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { systemMonotonic, type Monotonic } from '@strongroom/core/time.js';
import type { NodeView } from '@strongroom/hsm-client/node-view.js';
import { TimedJobs } from '../jobs/timed-jobs.js';
import { ACCOUNT_A, frontEndFixture, REGION } from '../testing/front-end-fixture.js';
import type { AdminCall, AdminHandler, Unary } from './admin-call.js';
import { CLOCK_OFFSET_SETTING, clockHandlers } from './clock.js';

interface ClockState {
  readonly advanced: boolean;
  readonly destroys: readonly string[];
  readonly unacknowledgedNodes: readonly string[];
  readonly jobsPending: boolean;
}

const DAY_MS = 86_400_000;

/** The handlers as plain functions. */
async function fixture(monotonic?: Monotonic) {
  const frontEnd = await frontEndFixture();
  const { store } = frontEnd;
  const services = monotonic === undefined ? frontEnd.services : { ...frontEnd.services, monotonic };
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
  clockHandlers(unary, new TimedJobs(services));
  // AdvanceClock is the last one that clockHandlers makes.
  const advance = (byMs: number, confirm = true) => captured?.(call, { byMs, confirm } as never) as Promise<ClockState>;
  return { ...frontEnd, services, store, advance };
}

/** Waits take no time: every delay is over in the next turn, and the time is that of the longest one so far. */
function hurriedMonotonic(): Monotonic {
  let now = 0;
  return {
    ...systemMonotonic,
    now: () => now,
    after: (delayMs, action) =>
      systemMonotonic.after(0, () => {
        now += delayMs;
        action();
      }),
  };
}

function node(id: string, state: Partial<NodeView>): NodeView {
  return { id, linked: true, clockOffsetMs: 0, ...state } as NodeView;
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

  it('goes no further than a century ahead in all, because nodes follow no further', async () => {
    const { services, advance } = await fixture();
    await advance(99 * 366 * DAY_MS);
    await expect(advance(2 * 366 * DAY_MS)).rejects.toThrow(/a century/);
    expect(services.clock.offsetMs).toBe(99 * 366 * DAY_MS);
  });

  it('answers when every linked node follows, and what came due is done', async () => {
    const { services, pipeline, callFor, setNodes, advance } = await fixture();
    const call = await callFor(ACCOUNT_A);
    const { keyMetadata } = await pipeline.run('CreateKey', call, {});
    const keyId = must(keyMetadata?.keyId, 'a key id');
    await pipeline.run('EnableKeyRotation', call, { keyId, rotationPeriodInDays: 90 });
    let asked = 0;
    // The node's view follows at the third look.
    const following = {
      ...node('hsm-1', {}),
      get clockOffsetMs() {
        asked += 1;
        return asked < 3 ? 0 : services.clock.offsetMs;
      },
    };
    setNodes(true, [following, node('hsm-2', { linked: false })]);
    const answer = await advance(200 * DAY_MS);
    expect(answer).toMatchObject({ advanced: true, unacknowledgedNodes: [], jobsPending: false });
    expect(asked).toBe(3);
    expect((await pipeline.run('ListKeyRotations', call, { keyId })).rotations).toHaveLength(2);
  });

  it('names the nodes that do not follow, and says when something due is not done', async () => {
    const { pipeline, callFor, setNodes, advance } = await fixture(hurriedMonotonic());
    const call = await callFor(ACCOUNT_A);
    const { keyMetadata } = await pipeline.run('CreateKey', call, {});
    await pipeline.run('EnableKeyRotation', call, { keyId: must(keyMetadata?.keyId, 'a key id') });
    const nodes = [node('hsm-1', { clockOffsetMs: 400 * DAY_MS }), node('hsm-2', {}), node('hsm-3', { linked: false })];
    setNodes(false, nodes);
    const answer = await advance(400 * DAY_MS);
    expect(answer).toMatchObject({
      advanced: true,
      unacknowledgedNodes: [`${REGION}/hsm-2`],
      jobsPending: true,
    });
  });

  it('lists what it would destroy, and does nothing without confirmation', async () => {
    const { services, pipeline, callFor, advance } = await fixture();
    const call = await callFor(ACCOUNT_A);
    const { keyMetadata } = await pipeline.run('CreateKey', call, {});
    const keyId = must(keyMetadata?.keyId, 'a key id');
    await pipeline.run('ScheduleKeyDeletion', call, { keyId, pendingWindowInDays: 7 });
    expect((await advance(6 * DAY_MS, false)).destroys).toEqual([]);
    const looked = await advance(8 * DAY_MS, false);
    expect(looked).toMatchObject({ advanced: false, destroys: [`delete KMS key ${must(keyMetadata?.arn, 'an ARN')}`] });
    expect(services.clock.offsetMs).toBe(0);
    await pipeline.run('CancelKeyDeletion', call, { keyId });
  });
});
