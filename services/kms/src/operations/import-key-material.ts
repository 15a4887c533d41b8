import { toHex } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { tenantOf } from '@strongroom/core/ids.js';
import type { ImportKeyMaterialRequest } from '@strongroom/proto/gen/kms-types.js';
import { importKeyMaterialArguments, importKeyMaterialResult, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { KeyMaterialRow } from '@strongroom/storage/schema.js';
import { decodeImportToken } from '../keys/import-token.js';
import { checkOriginExternal, isComplete, MISSING_ELSEWHERE, readyToRotate } from '../keys/imported-material.js';
import { awaitsRotation, type KmsKey } from '../keys/key-record.js';
import { updateKey, type KeyChange } from '../keys/key-writes.js';
import { refuseReplica, replicasOf } from '../keys/multi-region.js';
import { ABSENT, FIRST_MATERIAL } from '../keys/new-rows.js';
import { checkStoredText } from '../keys/stored-text.js';
import type { Write } from '@strongroom/storage/store.js';
import type { Services } from '../services.js';
import type { Call } from '../pipeline/call.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference, ValidTo. */
const VALID_TO_MAX_MS = 365 * 86_400_000;

/** API reference: ImportKeyMaterial. Unwrapped, checked and sealed inside the HSM. */
export const importKeyMaterial = operation({
  name: 'ImportKeyMaterial',
  quota: 'delete',
  readOnly: false,
  crossAccount: false,
  check(input) {
    checkExpirationModel(input);
    checkStoredText('KeyMaterialDescription', input.keyMaterialDescription);
    if (input.importType === 'NEW_KEY_MATERIAL' && input.keyMaterialId !== undefined) {
      throw new KmsError(
        'ValidationException',
        'KeyMaterialId cannot be specified when ImportType is NEW_KEY_MATERIAL',
      );
    }
  },
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:ImportKeyMaterial', states: 'import' },
  ],
  async handle({ services, call, input, keys }) {
    const kmsKey = soleKey(keys);
    checkOriginExternal(kmsKey);
    if (input.importType === 'NEW_KEY_MATERIAL') refuseReplica(kmsKey);
    const now = services.clock.now();
    checkValidTo(input.validTo, now);
    const { materialId, ekt } = await sealInSlot(call, kmsKey, input, now);
    const id = toHex(materialId);
    const arrival = { ...arrivalOf(input), ekt: new Uint8Array(ekt) };
    const isNew = importType(kmsKey, input) === 'NEW_KEY_MATERIAL';
    const change = isNew ? addMaterial(kmsKey, id, arrival, now) : renewMaterial(kmsKey, id, arrival, input);
    const completion = isNew ? [] : await readiness(services, kmsKey, id);
    const writes = [...change.writes, ...completion];
    return { output: { keyId: kmsKey.arn, keyMaterialId: id }, writes, entities: change.entities };
  },
});

async function sealInSlot(call: Call, kmsKey: KmsKey, input: ImportKeyMaterialRequest, nowMs: number) {
  const { keyId, keySpec, keyUsage, accountId } = kmsKey;
  const wrappingKey = decodeImportToken(input.importToken);
  const { encryptedKeyMaterial } = input;
  const answer = await call.region.run({
    tenant: tenantOf(accountId),
    lane: 'slow',
    command: SLOT_COMMAND.IMPORT_KEY_MATERIAL,
    // The wrapping key is used this once: no slot is believed to hold it.
    materials: [],
    encode: () =>
      importKeyMaterialArguments.write({
        wrappingKey,
        kmsKeyId: keyId,
        keySpec,
        keyUsage,
        nowMs,
        encryptedKeyMaterial,
      }),
    deadlineAt: call.deadlineAt,
    signal: call.signal,
  });
  return importKeyMaterialResult.read(answer);
}

type Arrival = Pick<KeyMaterialRow, 'import_state' | 'expiration_model' | 'valid_to'> & Partial<KeyMaterialRow>;

function arrivalOf({ expirationModel, validTo, keyMaterialDescription }: ImportKeyMaterialRequest): Arrival {
  return {
    import_state: 'IMPORTED',
    expiration_model: expirationModel ?? 'KEY_MATERIAL_EXPIRES',
    valid_to: validTo ?? null,
    // A description that is not given again stays.
    ...(keyMaterialDescription === undefined ? {} : { description: keyMaterialDescription }),
  };
}

function importType(kmsKey: KmsKey, { importType: asked }: ImportKeyMaterialRequest): string {
  const isFirst = kmsKey.materials.size === 0 && kmsKey.multiRegion?.isPrimary !== false;
  return asked ?? (isFirst ? 'NEW_KEY_MATERIAL' : 'EXISTING_KEY_MATERIAL');
}

/** The first material is current at once; a later one waits for RotateKeyOnDemand. */
function addMaterial(kmsKey: KmsKey, id: string, arrival: Arrival, now: number): KeyChange {
  const first = kmsKey.materials.size === 0;
  if (kmsKey.materials.has(id)) {
    throw incorrect(`The key material (id: ${id}) was imported into the KMS key before. Use EXISTING_KEY_MATERIAL.`);
  }
  if (!first && kmsKey.keySpec !== 'SYMMETRIC_DEFAULT') throw incorrect(OTHER_MATERIAL);
  const waiting = [...kmsKey.materials.values()].find(awaitsRotation);
  if (waiting !== undefined) {
    throw new KmsError(
      'KMSInvalidStateException',
      `New key material (id: ${id}) cannot be imported into KMS key ${kmsKey.arn}, because another key material (id: ${waiting.id}) is pending rotation.`,
    );
  }
  // One that is being created is told of all material when it is done.
  const replicas = replicasOf(kmsKey).filter(({ hasMaterial }) => hasMaterial);
  const row = {
    ...FIRST_MATERIAL,
    region: kmsKey.region,
    material_id: id,
    key_id: kmsKey.keyId,
    created_at: now,
    material_state: first ? 'CURRENT' : replicas.length > 0 ? MISSING_ELSEWHERE : 'PENDING_ROTATION',
    ...arrival,
  } as KeyMaterialRow;
  const change = updateKey(kmsKey, {
    ...stateAfter(kmsKey, first ? id : undefined),
    ...(first ? { current_material_id: id } : {}),
  });
  // A replica takes no other material than its primary: each is told what to expect.
  const expected = replicas.map(({ region }) => ({ ...row, ...ABSENT, region, description: null }));
  const rows = [row, ...expected].map((each) => ({ kind: 'insert', table: 'key_materials', row: each }) as const);
  return { writes: [...change.writes, ...rows], entities: change.entities };
}

/** The same material again: after it was deleted or expired, or to change when it expires. */
function renewMaterial(kmsKey: KmsKey, id: string, arrival: Arrival, input: ImportKeyMaterialRequest): KeyChange {
  const asked = input.keyMaterialId;
  if (!kmsKey.materials.has(id) || (asked !== undefined && asked !== id)) throw incorrect(OTHER_MATERIAL);
  const change = updateKey(kmsKey, stateAfter(kmsKey, id));
  return {
    writes: [
      ...change.writes,
      {
        kind: 'update',
        table: 'key_materials',
        match: { region: kmsKey.region, material_id: id, key_id: kmsKey.keyId },
        set: arrival,
        rows: 1,
      },
    ],
    entities: change.entities,
  };
}

/** What makes the material ready to rotate, when this import was the last that was missing. */
async function readiness(services: Services, kmsKey: KmsKey, id: string): Promise<readonly Write[]> {
  if (kmsKey.materials.get(id)?.state !== MISSING_ELSEWHERE) return [];
  const others = (kmsKey.multiRegion?.others ?? []).filter(({ hasMaterial }) => hasMaterial);
  const regions = others.map(({ region }) => region);
  return readyToRotate(services.store.reads, kmsKey.keyId, id, regions);
}

function stateAfter(kmsKey: KmsKey, arriving: string | undefined): { readonly key_state?: string } {
  return kmsKey.state === 'PendingImport' && isComplete(kmsKey, arriving) ? { key_state: 'Enabled' } : {};
}

const OTHER_MATERIAL = 'The key material is not the one that was imported into the KMS key before.';

function incorrect(message: string): KmsError {
  return new KmsError('IncorrectKeyMaterialException', message);
}

function checkExpirationModel({ expirationModel = 'KEY_MATERIAL_EXPIRES', validTo }: ImportKeyMaterialRequest): void {
  const expires = expirationModel === 'KEY_MATERIAL_EXPIRES';
  if (expires && validTo === undefined) {
    throw new KmsError(
      'ValidationException',
      'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES',
    );
  }
  if (!expires && validTo !== undefined) {
    throw new KmsError(
      'ValidationException',
      'A validTo date cannot be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE',
    );
  }
}

function checkValidTo(validTo: number | undefined, now: number): void {
  if (validTo === undefined || (validTo > now && validTo <= now + VALID_TO_MAX_MS)) return;
  throw new KmsError('ValidationException', 'ValidTo must be in the future, and at most 365 days away.');
}
