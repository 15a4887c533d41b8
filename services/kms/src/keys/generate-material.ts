/** Key material of KMS keys, made in an HSM. */
import { toHex } from '@strongroom/core/bytes.js';
import type { CancelSignal } from '@strongroom/core/cancellation.js';
import { tenantOf, type AccountId, type Region } from '@strongroom/core/ids.js';
import {
  generateBackingKeyArguments,
  generateBackingKeyResult,
  SLOT_COMMAND,
} from '@strongroom/proto/slot-protocol.js';
import type { KeyMaterialRow } from '@strongroom/storage/schema.js';
import type { RegionRuntime } from '../region/region-runtime.js';
import { laneFor } from './lane.js';

/** For which key. */
export interface MaterialOwner {
  readonly region: Region;
  readonly accountId: AccountId;
  readonly keyId: string;
  readonly keySpec: string;
  readonly keyUsage: string;
  readonly origin: string;
}

export interface MaterialWait {
  /** Monotonic milliseconds. */
  readonly deadlineAt: number;
  readonly signal?: CancelSignal | undefined;
}

/** Made inside the tenant's slot, for exactly this key. @throws KmsError when no HSM can. */
export async function generateMaterial(
  runtime: RegionRuntime,
  owner: MaterialOwner,
  wait: MaterialWait,
): Promise<Pick<KeyMaterialRow, 'region' | 'material_id' | 'key_id' | 'ekt'>> {
  const { region, accountId, keyId, keySpec, keyUsage, origin } = owner;
  const answer = await runtime.run({
    tenant: tenantOf(accountId),
    command: SLOT_COMMAND.GENERATE_BACKING_KEY,
    lane: laneFor({ keySpec }, { use: 'generate' }),
    materials: [],
    encode: () => generateBackingKeyArguments.write({ kmsKeyId: keyId, keySpec, keyUsage, origin }),
    deadlineAt: wait.deadlineAt,
    signal: wait.signal,
  });
  const { materialId, ekt } = generateBackingKeyResult.read(answer);
  return { region, material_id: toHex(materialId), key_id: keyId, ekt: new Uint8Array(ekt) };
}
