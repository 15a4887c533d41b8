/** Commands that make, export and forget key material. */
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import { apiName, material, MATERIAL_ID_BYTES } from './material.js';
import { record, text, type ValueOf } from './record.js';

/** CREATE_SLOT_TOKEN takes no arguments; the answer is the slot token. */
export const createSlotTokenArguments = { write: (): Uint8Array => EMPTY_BYTES };

/** GENERATE_BACKING_KEY: attributes that are bound into the EKT. */
export const generateBackingKeyArguments = record({
  kmsKeyId: text(64),
  keySpec: apiName,
  keyUsage: apiName,
  origin: apiName,
});
export type GenerateBackingKeyArguments = ValueOf<typeof generateBackingKeyArguments>;
/** Answer of GENERATE_BACKING_KEY: the material's id (32 bytes) and its EKT. */
export const generateBackingKeyResult = material;

/** Material ids in one FORGET_MATERIALS. */
export const FORGET_MATERIALS_MAX = 1024;
/** FORGET_MATERIALS: ids of 32 bytes. Ids that the slot does not hold are no error. The answer is empty. */
export const forgetMaterialsArguments = {
  write(materialIds: readonly Uint8Array[]): Uint8Array {
    const writer = new PackedWriter(2 + materialIds.length * MATERIAL_ID_BYTES).u16(materialIds.length);
    for (const materialId of materialIds) writer.raw(materialId);
    return writer.finish();
  },
  read(payload: Uint8Array): readonly Uint8Array[] {
    const reader = new PackedReader(payload);
    const count = reader.u16();
    if (count > FORGET_MATERIALS_MAX) throw new PackedFormatError('too many material ids');
    const materialIds = Array.from({ length: count }, () => reader.raw(MATERIAL_ID_BYTES));
    reader.end();
    return materialIds;
  },
};
