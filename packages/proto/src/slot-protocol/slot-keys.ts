/** Commands that replace a tenant's slot key, which a rotation of the domain key asks for. */
import { KEY_TOKEN_MAX_BYTES, SLOT_PAYLOAD_MAX_BYTES } from '@strongroom/core/limits.js';
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import { MATERIAL_ID_BYTES, type MaterialReference } from './material.js';

/** ROTATE_SLOT_KEY and RETIRE_SLOT_KEY: the payload is the slot token, and so is the answer. */
export const slotKeyArguments = { write: (slotToken: Uint8Array): Uint8Array => slotToken };

/** EKTs in one REWRAP. Whoever sends more bytes than SLOT_PAYLOAD_MAX_BYTES is refused as well. */
export const REWRAP_MAX = 64;
/** What one of them takes in the payload beside its EKT. */
export const REWRAP_OVERHEAD_BYTES = MATERIAL_ID_BYTES + 4;

/** REWRAP: materials with their EKTs. */
export const rewrapArguments = {
  write(materials: readonly MaterialReference[]): Uint8Array {
    const writer = new PackedWriter(1024).u16(materials.length);
    for (const { materialId, ekt } of materials) writer.raw(materialId).bytes(ekt);
    return writer.finish();
  },
  read(payload: Uint8Array): readonly MaterialReference[] {
    const reader = new PackedReader(payload);
    const materials = Array.from({ length: countOf(reader) }, () => ({
      materialId: reader.raw(MATERIAL_ID_BYTES),
      ekt: reader.bytes(KEY_TOKEN_MAX_BYTES),
    }));
    reader.end();
    return materials;
  },
};

/** Answer of REWRAP: the new EKTs, in the order of the arguments. */
export const rewrapResult = {
  write(ekts: readonly Uint8Array[]): Uint8Array {
    const writer = new PackedWriter(SLOT_PAYLOAD_MAX_BYTES).u16(ekts.length);
    for (const ekt of ekts) writer.bytes(ekt);
    return writer.finish();
  },
  read(payload: Uint8Array): readonly Uint8Array[] {
    const reader = new PackedReader(payload);
    const ekts = Array.from({ length: countOf(reader) }, () => reader.bytes(KEY_TOKEN_MAX_BYTES));
    reader.end();
    return ekts;
  },
};

function countOf(reader: PackedReader): number {
  const count = reader.u16();
  if (count > REWRAP_MAX) throw new PackedFormatError('too many tokens');
  return count;
}
