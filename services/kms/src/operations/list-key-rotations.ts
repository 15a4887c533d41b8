import type { RotationsListEntry } from '@strongroom/proto/gen/kms-types.js';
import type { KeyMaterial, KmsKey } from '../keys/key-record.js';
import { checkRotates } from '../keys/rotation.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';
import { decodeMarker, page } from './support.js';

const LIMIT_DEFAULT = 100;

/**
 * API reference: ListKeyRotations. Oldest first. A key has few materials (a rotation every 90 days for a century makes
 * 406), so that all are in memory with it and are cut here.
 */
export const listKeyRotations = operation({
  name: 'ListKeyRotations',
  quota: 'list',
  readOnly: true,
  crossAccount: false,
  keys: (input) => [{ identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:ListKeyRotations', states: 'any' }],
  handle({ input, keys }) {
    const kmsKey = soleKey(keys);
    checkRotates(kmsKey, 'AWS_KMS', 'EXTERNAL');
    const after = decodeMarker('ListKeyRotations', input.marker);
    const materials = [...kmsKey.materials.values()]
      .filter((material) => input.includeKeyMaterial === 'ALL_KEY_MATERIAL' || material.rotation !== undefined)
      .sort((a, b) => (positionOf(a) < positionOf(b) ? -1 : 1));
    const rest = materials.filter((material) => positionOf(material) > after);
    const shown = rest.slice(0, input.limit ?? LIMIT_DEFAULT);
    const last = shown.at(-1);
    return {
      output: {
        rotations: shown.map((material) => entry(kmsKey, material)),
        ...page('ListKeyRotations', rest.length > shown.length, last === undefined ? undefined : positionOf(last)),
      },
    };
  },
});

/** First material, rotations by date, then what waits for its rotation: in the order of these texts. */
function positionOf({ id, state, rotation }: KeyMaterial): string {
  const rank = rotation !== undefined ? 1 : state === 'CURRENT' || state === 'NON_CURRENT' ? 0 : 2;
  return `${String(rank)} ${String(rotation?.at ?? 0).padStart(16, '0')} ${id}`;
}

function entry({ keyId }: KmsKey, { id, state, rotation, imported }: KeyMaterial): RotationsListEntry {
  return {
    keyId,
    keyMaterialId: id,
    keyMaterialState: state,
    ...(imported === undefined
      ? {}
      : {
          importState: imported.state,
          ...(imported.description === undefined ? {} : { keyMaterialDescription: imported.description }),
          ...(imported.expirationModel === undefined ? {} : { expirationModel: imported.expirationModel }),
          ...(imported.validTo === undefined ? {} : { validTo: imported.validTo }),
        }),
    ...(rotation === undefined ? {} : { rotationDate: rotation.at, rotationType: rotation.type }),
  };
}
