/**
 * Tells every node of a pool to wipe deleted key material. Best effort: a node that is not reached lets it expire
 * within five minutes.
 */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { FORGET_MATERIALS_MAX, forgetMaterialsArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { Attempt } from './attempt.js';
import type { FleetNode } from './fleet-node.js';

/** Resolves when every node has answered, or can no longer answer. @param deadlineAt monotonic milliseconds */
export async function forgetMaterials(
  nodes: readonly FleetNode[],
  tenant: TenantId,
  materialIds: readonly Uint8Array[],
  deadlineAt: number,
): Promise<void> {
  for (let from = 0; from < materialIds.length; from += FORGET_MATERIALS_MAX) {
    const payload = forgetMaterialsArguments.write(materialIds.slice(from, from + FORGET_MATERIALS_MAX));
    await Promise.all(nodes.map((node) => tell(node, tenant, payload, deadlineAt)));
  }
}

/** Without a slot token: a node where the slot is not bound answers NEED_SLOT_TOKEN, and has nothing to forget. */
function tell(node: FleetNode, tenant: TenantId, payload: Uint8Array, deadlineAt: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      resolve();
    };
    const sink = { onResult: done, onLost: done, onExpired: done };
    try {
      node.submit(new Attempt(tenant, SLOT_COMMAND.FORGET_MATERIALS, payload, EMPTY_BYTES, deadlineAt, sink));
    } catch (error) {
      // Its link went down this moment, or its queue is full: then the material expires.
      if (!(error instanceof HsmError)) throw error;
      resolve();
    }
  });
}
