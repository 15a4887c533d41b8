/** Slot requests as the front end would make them, for tests. */
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, utf8 } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { encryptArguments, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { SealedMaterial, SlotRequest } from '../slot-request.js';

export const TENANT = '111122223333' as TenantId;
export const OTHER_TENANT = '444455556666' as TenantId;
const TIME_ALLOWED_MS = 20_000;

/** Key material that a fake node knows again by its first byte. */
export function fakeMaterial(byte: number): SealedMaterial {
  return { materialId: new Uint8Array(32).fill(byte), ekt: new Uint8Array(200).fill(byte) };
}

/** ENCRYPT under one material. A fake node answers the plaintext. */
export function encryptRequest(text: string, options: Partial<SlotRequest> = {}): SlotRequest {
  return {
    tenant: TENANT,
    slotToken: new Uint8Array(120).fill(9),
    command: SLOT_COMMAND.ENCRYPT,
    materials: [fakeMaterial(1)],
    encode: ([reference]) =>
      encryptArguments.write({
        material: must(reference, 'one material'),
        context: EMPTY_BYTES,
        plaintext: utf8(text),
      }),
    deadlineAt: systemMonotonic.now() + TIME_ALLOWED_MS,
    ...options,
  };
}

/** `OK`, or the status of the HsmError. @throws whatever else it failed with. */
export function statusOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'OK',
    (error: unknown) => {
      if (error instanceof HsmError) return error.status;
      throw error;
    },
  );
}
