/**
 * Tells every node of a pool to wipe deleted key material, in both threads of the tenant's slot. Best effort: a slot
 * that is not reached lets it expire within five minutes.
 */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import type { Monotonic } from '@strongroom/core/time.js';
import {
  FORGET_MATERIALS_MAX,
  forgetMaterialsArguments,
  SLOT_COMMAND,
  SLOW_LANE_BIT,
} from '@strongroom/proto/slot-protocol.js';
import { Attempt } from './attempt.js';
import type { FleetNode } from './fleet-node.js';

const COMMANDS = [SLOT_COMMAND.FORGET_MATERIALS, SLOT_COMMAND.FORGET_MATERIALS | SLOW_LANE_BIT];

/** Resolves when every slot has answered, or can no longer answer. @param deadlineAt monotonic milliseconds */
export async function forgetMaterials(
  monotonic: Monotonic,
  nodes: readonly FleetNode[],
  tenant: TenantId,
  materialIds: readonly Uint8Array[],
  deadlineAt: number,
): Promise<void> {
  for (let from = 0; from < materialIds.length; from += FORGET_MATERIALS_MAX) {
    const payload = forgetMaterialsArguments.write(materialIds.slice(from, from + FORGET_MATERIALS_MAX));
    const told = nodes.flatMap((node) =>
      COMMANDS.map((command) => tell(monotonic, node, tenant, command, payload, deadlineAt)),
    );
    await Promise.all(told);
  }
}

/**
 * Without a slot token: a lane where the slot is not bound answers NEED_SLOT_TOKEN, and has nothing to forget. A thread
 * in the middle of something slow may answer too late: then its material expires.
 */
function tell(
  monotonic: Monotonic,
  node: FleetNode,
  tenant: TenantId,
  command: number,
  payload: Uint8Array,
  deadlineAt: number,
): Promise<void> {
  return new Promise((resolve) => {
    const timer = monotonic.after(Math.max(0, deadlineAt - monotonic.now()), resolve);
    const done = (): void => {
      timer.cancel();
      resolve();
    };
    const sink = { onResult: done, onLost: done, onExpired: done };
    try {
      node.submit(new Attempt(tenant, command, payload, EMPTY_BYTES, deadlineAt, sink));
    } catch (error) {
      // Its link went down this moment, or its queue is full: then the material expires.
      timer.cancel();
      if (!(error instanceof HsmError)) throw error;
      resolve();
    }
  });
}
