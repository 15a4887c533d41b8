/** Civil time for the whole installation. It moves forward only, and says first what the move destroys. */
import { KmsError } from '@strongroom/core/errors.js';
import { delay } from '@strongroom/core/time.js';
import type { AdvanceClockRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/AdvanceClockRequest.js';
import type { TimedJobs } from '../jobs/timed-jobs.js';
import type { Services } from '../services.js';
import { timestampOf, type AdminCall, type Unary } from './admin-call.js';

export const CLOCK_OFFSET_SETTING = 'clock_offset_ms';
export const CLOCK_ENTITY = `setting:${CLOCK_OFFSET_SETTING}`;
/** A century, in all: nodes follow no further. */
const OFFSET_MAX_MS = 100 * 366 * 86_400_000;
const LISTED_MAX = 1000;
/** How long an advance waits for the nodes, and for what came due. */
const SETTLE_MAX_MS = 5000;
const POLL_MS = 20;

/** What an advance has come to. */
interface Advance {
  readonly destroys: readonly string[];
  readonly advanced: boolean;
  readonly unacknowledgedNodes: readonly string[];
  readonly jobsPending: boolean;
}

export function clockHandlers(unary: Unary, jobs: TimedJobs) {
  return {
    GetClock: unary(({ services }: AdminCall) => Promise.resolve(clockState(services, notAdvanced([])))),
    AdvanceClock: unary((call: AdminCall, request: AdvanceClockRequest__Output) => advanceClock(call, jobs, request)),
  };
}

async function advanceClock({ services, commit }: AdminCall, jobs: TimedJobs, request: AdvanceClockRequest__Output) {
  const { store, clock, monotonic } = services;
  const byMs = request.byMs ?? 0;
  if (!Number.isSafeInteger(byMs) || byMs < 1) throw new KmsError('ValidationException', 'by_ms must be at least 1.');
  const decidedAt = store.changeSeq;
  const stored = Number((await store.reads.setting(CLOCK_OFFSET_SETTING)) ?? 0);
  const offsetMs = Math.max(stored, clock.offsetMs) + byMs;
  if (offsetMs > OFFSET_MAX_MS) {
    throw new KmsError('ValidationException', 'Civil time can be at most a century ahead of real time.');
  }
  const destroys = await jobs.destroyedUntil(clock.now() + byMs, LISTED_MAX);
  if (request.confirm !== true) return clockState(services, notAdvanced(destroys));
  await commit({
    name: 'AdvanceClock',
    account: '',
    parameters: { byMs, offsetMs },
    writes: [{ kind: 'upsert', table: 'settings', row: { name: CLOCK_OFFSET_SETTING, value: String(offsetMs) } }],
    entities: [CLOCK_ENTITY],
    // Two advances at once would otherwise both start from the same offset, and the shorter one could be what the store
    // keeps.
    guard: { entities: [CLOCK_ENTITY], afterSeq: decidedAt },
  });
  clock.adopt(offsetMs);
  const done = new AbortController();
  void jobs.run().finally(() => {
    done.abort();
  });
  const [unacknowledgedNodes] = await Promise.all([
    nodesBehind(services, offsetMs, monotonic.now() + SETTLE_MAX_MS),
    delay(monotonic, SETTLE_MAX_MS, done.signal),
  ]);
  return clockState(services, { destroys, advanced: true, unacknowledgedNodes, jobsPending: await jobs.isDue() });
}

/** Waits for every linked node to follow. @returns those that do not by the deadline. */
async function nodesBehind(services: Services, offsetMs: number, deadlineAt: number): Promise<string[]> {
  for (;;) {
    const behind = [...services.regions.values()].flatMap(({ region, pool }) =>
      pool
        .nodes()
        .filter((node) => node.linked && node.clockOffsetMs < offsetMs)
        .map((node) => `${region}/${node.id}`),
    );
    if (behind.length === 0 || services.monotonic.now() >= deadlineAt) return behind;
    await delay(services.monotonic, POLL_MS);
  }
}

function notAdvanced(destroys: readonly string[]): Advance {
  return { destroys, advanced: false, unacknowledgedNodes: [], jobsPending: false };
}

function clockState(services: Services, { destroys, advanced, unacknowledgedNodes, jobsPending }: Advance) {
  return {
    now: timestampOf(services.clock.now()),
    offsetMs: services.clock.offsetMs,
    destroys: [...destroys],
    advanced,
    unacknowledgedNodes: [...unacknowledgedNodes],
    jobsPending,
  };
}
