/** What the cryptographic operations share: the key's slot, the material to use. */
import { must } from '@strongroom/core/assert.js';
import { tenantOf } from '@strongroom/core/ids.js';
import type { SealedMaterial } from '@strongroom/hsm-client/slot-request.js';
import type { Lane, MaterialReference, SlotCommandNumber } from '@strongroom/proto/slot-protocol.js';
import { KmsError } from '@strongroom/core/errors.js';
import { isPresent } from '../keys/imported-material.js';
import type { KeyMaterial, KmsKey } from '../keys/key-record.js';
import type { Call } from '../pipeline/call.js';
import { materialIdOf } from '../pipeline/resolve-key.js';

/** The key of an operation that references one. */
export function soleKey(keys: readonly KmsKey[]): KmsKey {
  return must(keys[0], 'the declaration references a key');
}

/** The material that new ciphertexts are made under. @throws KmsError KMSInvalidStateException when none is there. */
export function materialFor(kmsKey: KmsKey): KeyMaterial {
  return present(kmsKey, kmsKey.currentMaterial);
}

/** @throws KmsError KMSInvalidStateException for imported material that was deleted: it has no token to send. */
function present(kmsKey: KmsKey, material: KeyMaterial | undefined): KeyMaterial {
  if (material !== undefined && isPresent(material)) return material;
  throw new KmsError('KMSInvalidStateException', `${kmsKey.arn} is pending import.`);
}

/**
 * The material that a ciphertext was made under.
 * @throws KmsError IncorrectKeyException, KMSInvalidStateException when it is not there.
 */
export function materialOf(kmsKey: KmsKey, ciphertextBlob: Uint8Array): KeyMaterial {
  const material = kmsKey.materials.get(materialIdOf(ciphertextBlob));
  if (material === undefined) throw new KmsError('IncorrectKeyException');
  return present(kmsKey, material);
}

type References<Materials extends readonly SealedMaterial[]> = { [I in keyof Materials]: MaterialReference };

/** Runs a command in the slot of the key's owner. `lane`: see keys/lane.ts. */
export function runInSlot<const Materials extends readonly SealedMaterial[]>(
  call: Call,
  kmsKey: KmsKey,
  command: SlotCommandNumber,
  materials: Materials,
  encode: (references: References<Materials>) => Uint8Array,
  lane: Lane = 'fast',
): Promise<Uint8Array> {
  return call.region.run({
    tenant: tenantOf(kmsKey.accountId),
    command,
    lane,
    materials,
    // The pool hands out one reference per material, in order.
    encode: (references) => encode(references as References<Materials>),
    deadlineAt: call.deadlineAt,
    signal: call.signal,
  });
}
