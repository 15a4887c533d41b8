/** Civil time for the whole installation. It moves forward only, and says first what the move destroys. */
import { KmsError } from '@strongroom/core/errors.js';
import type { AdvanceClockRequest__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/AdvanceClockRequest.js';
import { DUE_START } from '@strongroom/storage/store.js';
import { deleteDueKeys } from '../jobs/delete-due-keys.js';
import { keyArn } from '../keys/key-record.js';
import type { Services } from '../services.js';
import { timestampOf, type AdminCall, type Unary } from './admin-call.js';

export const CLOCK_OFFSET_SETTING = 'clock_offset_ms';
export const CLOCK_ENTITY = `setting:${CLOCK_OFFSET_SETTING}`;
/** A century. */
const ADVANCE_MAX_MS = 100 * 366 * 86_400_000;
const LISTED_MAX = 1000;

export function clockHandlers(unary: Unary) {
  return {
    GetClock: unary(({ services }: AdminCall) => Promise.resolve(clockState(services, [], false))),
    AdvanceClock: unary(advanceClock),
  };
}

async function advanceClock({ services, commit }: AdminCall, request: AdvanceClockRequest__Output) {
  const byMs = request.byMs ?? 0;
  if (!Number.isSafeInteger(byMs) || byMs < 1 || byMs > ADVANCE_MAX_MS) {
    throw new KmsError('ValidationException', 'by_ms must be at least 1 and at most a century.');
  }
  const decidedAt = services.store.changeSeq;
  const stored = Number((await services.store.reads.setting(CLOCK_OFFSET_SETTING)) ?? 0);
  const offsetMs = Math.max(stored, services.clock.offsetMs) + byMs;
  const destroys = await whatDies(services, services.clock.now() + byMs);
  if (request.confirm !== true) return clockState(services, destroys, false);
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
  services.clock.adopt(offsetMs);
  await deleteDueKeys(services);
  return clockState(services, destroys, true);
}

async function whatDies(services: Services, then: number): Promise<string[]> {
  const lines: string[] = [];
  for (const region of services.regions.keys()) {
    const due = await services.store.reads.keysDueForDeletion(region, then, DUE_START, LISTED_MAX);
    lines.push(...due.map((row) => `delete KMS key ${keyArn(region, row.account_id, row.key_id)}`));
  }
  return lines;
}

function clockState(services: Services, destroys: readonly string[], advanced: boolean) {
  return {
    now: timestampOf(services.clock.now()),
    offsetMs: services.clock.offsetMs,
    destroys: [...destroys],
    advanced,
  };
}
