/**
 * KeyMaterialId: a function of the KMS key and the material alone, so that importing the same material again gives the
 * same id, and the same material under two KMS keys gives unrelated ids. A KDF output reveals nothing about the
 * material.
 */
import { toHex, utf8 } from '@strongroom/core/bytes.js';
import type { KeyMaterialId } from '@strongroom/core/ids.js';
import type { HashEngine } from './engine.js';
import { kbkdf } from './kbkdf.js';

export const MATERIAL_ID_BYTES = 32;

const LABEL = utf8('KeyMaterialId');

/** 32 bytes. @param kmsKeyId the id (not the ARN) of the KMS key, or of whatever owns the material */
export function deriveMaterialId(engine: HashEngine, material: Uint8Array, kmsKeyId: string): Uint8Array {
  return kbkdf(engine, material, LABEL, utf8(kmsKeyId), MATERIAL_ID_BYTES);
}

/** As the API shows it: 64 lower-case hex digits. */
export function formatMaterialId(materialId: Uint8Array): KeyMaterialId {
  return toHex(materialId) as KeyMaterialId;
}
