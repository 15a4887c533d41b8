/** Fields that most commands have. */
import { CIPHERTEXT_MAX_BYTES, ENCRYPTION_CONTEXT_MAX_BYTES, KEY_TOKEN_MAX_BYTES } from '@strongroom/core/limits.js';
import { bytes, fixed, record, text, type ValueOf } from './record.js';

export const MATERIAL_ID_BYTES = 32;

/** Names key material; `ekt` is empty where the slot is believed to hold it. */
export const material = record({ materialId: fixed(MATERIAL_ID_BYTES), ekt: bytes(KEY_TOKEN_MAX_BYTES) });
export type MaterialReference = ValueOf<typeof material>;

/** A name of the API, such as RSASSA_PSS_SHA_256: whether it exists and fits the key is the boundary's to say. */
export const apiName = text(64);

/** The canonical encryption context; empty where there is none. */
export const context = bytes(ENCRYPTION_CONTEXT_MAX_BYTES);

/** A CiphertextBlob, or what an asymmetric algorithm made. */
export const ciphertext = bytes(CIPHERTEXT_MAX_BYTES);
