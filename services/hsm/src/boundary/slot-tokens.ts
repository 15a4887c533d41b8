/** Slot tokens: a tenant's slot key, wrapped under a domain key. */
import { must } from '@strongroom/core/assert.js';
import { equalBytes } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { TenantId } from '@strongroom/core/ids.js';
import type { Rng } from '@strongroom/core/rng.js';
import { activeDomainKey } from '@strongroom/crypto/domain-state.js';
import { AES_256_KEY_BYTES, type CryptoEngine } from '@strongroom/crypto/engine.js';
import { openToken, readTokenHeader, sealToken } from '@strongroom/crypto/sealed-token.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import type { SecretBytes } from '@strongroom/crypto/secret-bytes.js';
import { WRAPPING_KEY_ID_BYTES } from '@strongroom/crypto/token-attributes.js';
import type { HeldDomain } from './held-domain.js';

export interface UnwrappedSlotKey {
  readonly domainId: Uint8Array;
  readonly slotKeyId: Uint8Array;
  /** The caller disposes it. */
  readonly slotKey: SecretBytes;
}

/** Makes a new slot key for this tenant and wraps it under the active domain key. */
export function sealSlotToken(
  engine: CryptoEngine,
  rng: Pick<Rng, 'bytes'>,
  { state, keys }: HeldDomain,
  tenant: TenantId,
): Uint8Array {
  const active = activeDomainKey(state);
  const wrapping = must(
    keys.find((key) => equalBytes(key.id, active.id)),
    'the active domain key is at hand',
  );
  const secret = rng.bytes(AES_256_KEY_BYTES);
  const token = sealToken({
    engine,
    rng,
    wrappingKey: wrapping.keyBytes.expose(SECRET_ACCESS),
    wrappingKeyId: wrapping.id,
    kind: 'SLOT_TOKEN',
    attributes: { domainId: state.domainId, tenant, slotKeyId: rng.bytes(WRAPPING_KEY_ID_BYTES) },
    secret,
  });
  secret.fill(0);
  return token;
}

/** @throws HsmError TOKEN_INVALID: not of this domain, not this tenant's, or not authentic */
export function openSlotToken(
  engine: CryptoEngine,
  { state, keys }: HeldDomain,
  tenant: TenantId,
  token: Uint8Array,
): UnwrappedSlotKey {
  const { wrappingKeyId } = readTokenHeader(token);
  const wrapping = keys.find((key) => equalBytes(key.id, wrappingKeyId));
  if (wrapping === undefined) throw new HsmError('TOKEN_INVALID');
  const { attributes, secret } = openToken({
    engine,
    wrappingKey: wrapping.keyBytes.expose(SECRET_ACCESS),
    wrappingKeyId,
    kind: 'SLOT_TOKEN',
    token,
  });
  const fits =
    attributes.tenant === tenant &&
    equalBytes(attributes.domainId, state.domainId) &&
    secret.length === AES_256_KEY_BYTES;
  if (!fits) {
    secret.dispose();
    throw new HsmError('TOKEN_INVALID');
  }
  return { domainId: attributes.domainId, slotKeyId: attributes.slotKeyId, slotKey: secret };
}
