/**
 * The root's part in replication between domains. It alone holds the replication signing key, and believes no host: a
 * slot's statement comes with a MAC under the slot key, which the root finds in the slot token; a peer's comes with a
 * signature by a domain that the operators of this one have named.
 */
import { equalBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import { PackedFormatError } from '@strongroom/core/packed.js';
import type { CryptoEngine } from '@strongroom/crypto/engine.js';
import {
  decodeReplicationStatement,
  replicationMac,
  replicationSigningInput,
  type ReplicationStatement,
} from '@strongroom/crypto/replication-statement.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import { timingSafeEqual } from '@strongroom/crypto/timing-safe.js';
import type { HeldDomain } from './held-domain.js';
import { disposeSlotKeys, openSlotToken } from './slot-tokens.js';

/** The signature for the peer. @throws HsmError TOKEN_INVALID; KEY_FUNCTION_NOT_PERMITTED for a domain without peers */
export function signReplication(
  engine: CryptoEngine,
  held: HeldDomain,
  tenant: TenantId,
  slotToken: Uint8Array,
  { statement, mac }: { readonly statement: Uint8Array; readonly mac: Uint8Array },
): Uint8Array {
  const slotKeys = openSlotToken(engine, held, tenant, slotToken);
  try {
    const expected = replicationMac(engine, slotKeys.active.keyBytes.expose(SECRET_ACCESS), 'TO_ROOT', statement);
    if (!timingSafeEqual(mac, expected)) throw new HsmError('TOKEN_INVALID');
  } finally {
    disposeSlotKeys(slotKeys);
  }
  const { fromDomainId, toDomainId, tenant: speaker } = readStatement(statement);
  if (speaker !== tenant || !equalBytes(fromDomainId, held.state.domainId)) throw new HsmError('TOKEN_INVALID');
  // What a domain that is not believed here says would be refused here: so nothing is said to it either.
  peerOf(held, toDomainId);
  const { replicationPrivate } = held;
  if (replicationPrivate === undefined) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
  return engine.ecdsaSign('P-384', replicationPrivate.expose(SECRET_ACCESS), replicationSigningInput(statement));
}

/** The MAC for the slot. @throws HsmError TOKEN_INVALID; KEY_FUNCTION_NOT_PERMITTED for a domain that is no peer */
export function vouchReplication(
  engine: CryptoEngine,
  held: HeldDomain,
  tenant: TenantId,
  slotToken: Uint8Array,
  { statement, signature }: { readonly statement: Uint8Array; readonly signature: Uint8Array },
): Uint8Array {
  const { fromDomainId, toDomainId, tenant: addressee } = readStatement(statement);
  if (addressee !== tenant || !equalBytes(toDomainId, held.state.domainId)) throw new HsmError('TOKEN_INVALID');
  const { rskPublic } = peerOf(held, fromDomainId);
  if (!engine.ecdsaVerify('P-384', rskPublic, replicationSigningInput(statement), signature)) {
    throw new HsmError('TOKEN_INVALID');
  }
  const slotKeys = openSlotToken(engine, held, tenant, slotToken);
  try {
    return replicationMac(engine, slotKeys.active.keyBytes.expose(SECRET_ACCESS), 'FROM_ROOT', statement);
  } finally {
    disposeSlotKeys(slotKeys);
  }
}

function peerOf({ state }: HeldDomain, domainId: Uint8Array): { readonly rskPublic: Uint8Array } {
  const peer = state.peers?.find((each) => equalBytes(each.domainId, domainId));
  if (peer === undefined) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED', 'the other domain is no peer of this one');
  return peer;
}

function readStatement(statement: Uint8Array): ReplicationStatement {
  try {
    return decodeReplicationStatement(statement);
  } catch (error) {
    if (error instanceof PackedFormatError) throw new HsmError('TOKEN_INVALID');
    throw error;
  }
}
