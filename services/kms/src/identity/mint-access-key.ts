/**
 * A new access key. Its secret is made inside an HSM, leaves once, in the answer, and is stored as an EKT of the tenant
 * `system`.
 */
import { createHash } from 'node:crypto';
import { fromUtf8, toBase64, toHex } from '@strongroom/core/bytes.js';
import { SYSTEM_TENANT } from '@strongroom/core/ids.js';
import {
  generateAccessKeySecretArguments,
  generateAccessKeySecretResult,
  SLOT_COMMAND,
} from '@strongroom/proto/slot-protocol.js';
import type { AccessKeyRow } from '@strongroom/storage/schema.js';
import type { Write } from '@strongroom/storage/store.js';
import { randomId } from './random-id.js';
import { regionOf } from '../doors/call-context.js';
import { slotTokenEntity } from '../region/slot-tokens.js';
import type { Services } from '../services.js';

const SECRET_TIMEOUT_MS = 10_000;
const SESSION_TOKEN_BYTES = 96;
/** Expired access keys that one new access key takes along. */
const SWEEP_MAX_ROWS = 16;
/** Until then an expired credential is told that it has expired, later that it is not known. */
const SWEEP_AFTER_MS = 86_400_000;

/** An access key that is not stored yet. */
export interface MintedAccessKey {
  readonly row: AccessKeyRow;
  /** What stores it, and sweeps some that are long over. */
  readonly writes: readonly Write[];
  /** What those change, in the names of the change feed. */
  readonly entities: readonly string[];
  /** What the commit is guarded on, since before the key was minted (region/guarded-tokens.ts). */
  readonly sealedUnder: string;
  readonly secretAccessKey: string;
  /** Only of temporary credentials. */
  readonly sessionToken: string | undefined;
}

/**
 * @param sessionSeconds for temporary credentials: how long they live.
 * @throws KmsError when no HSM answers.
 */
export async function mintAccessKey(
  services: Services,
  principalArn: string,
  sessionSeconds: number | undefined,
): Promise<MintedAccessKey> {
  const runtime = regionOf(services, undefined);
  const accessKeyId = randomId(services.rng, sessionSeconds === undefined ? 'AKIA' : 'ASIA');
  const answer = await runtime.run({
    tenant: SYSTEM_TENANT,
    command: SLOT_COMMAND.GENERATE_ACCESS_KEY_SECRET,
    materials: [],
    encode: () => generateAccessKeySecretArguments.write(accessKeyId),
    deadlineAt: services.monotonic.now() + SECRET_TIMEOUT_MS,
  });
  const { secret, material } = generateAccessKeySecretResult.read(answer);
  const secretAccessKey = fromUtf8(secret);
  const sessionToken = sessionSeconds === undefined ? undefined : toBase64(services.rng.bytes(SESSION_TOKEN_BYTES));
  const createdAt = services.clock.now();
  const row: AccessKeyRow = {
    access_key_id: accessKeyId,
    principal_arn: principalArn,
    secret_material_id: toHex(material.materialId),
    secret_ekt: new Uint8Array(material.ekt),
    region: runtime.region,
    active: 1,
    created_at: createdAt,
    expires_at: sessionSeconds === undefined ? null : createdAt + sessionSeconds * 1000,
    session_token_sha256: sessionToken === undefined ? null : createHash('sha256').update(sessionToken).digest('hex'),
  };
  answer.fill(0);
  const swept = await expiredKeys(services);
  return {
    row,
    writes: [{ kind: 'insert', table: 'access_keys', row }, ...swept.flatMap(deletionOf)],
    entities: [accessKeyId, ...swept].map((id) => `access-key:${id}`),
    sealedUnder: slotTokenEntity(runtime.region, SYSTEM_TENANT),
    secretAccessKey,
    sessionToken,
  };
}

/** Temporary credentials come by the thousand: each new access key takes some with it, so that rows do not pile up. */
async function expiredKeys({ store, clock }: Services): Promise<readonly string[]> {
  return store.reads.accessKeysExpired(clock.now() - SWEEP_AFTER_MS, SWEEP_MAX_ROWS);
}

function deletionOf(accessKeyId: string): Write[] {
  const match = { access_key_id: accessKeyId };
  return [
    { kind: 'delete', table: 'access_keys', match, rows: 'any' },
    { kind: 'delete', table: 'role_sessions', match, rows: 'any' },
  ];
}
