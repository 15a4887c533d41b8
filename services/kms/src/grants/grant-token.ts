/**
 * Grant tokens: they name a grant before it has spread, and nothing more. Whoever presents one must still be the
 * grantee. Each CreateGrant makes a new one, and all tokens of a grant are as good (API reference, CreateGrant: Name).
 *
 *   53 52 47 01   'SRG', version 1
 *   grant id      32 bytes
 *   nonce         16 bytes
 *   tag           32 bytes: HMAC-SHA-256, under the grant's own MAC key, of the Region and of all before
 *
 * Base64, 112 characters. The MAC key lives and ends with the grant's row, so that a token is of no use with another
 * grant, key, tenant or Region.
 */
import { createHmac } from 'node:crypto';
import { concatBytes, equalBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from '@strongroom/core/bytes.js';
import type { Rng } from '@strongroom/core/rng.js';
import { timingSafeEqual } from '@strongroom/crypto/timing-safe.js';
import type { GrantRow } from '@strongroom/storage/schema.js';

const MAGIC = fromHex('53524701');
const GRANT_ID_BYTES = 32;
const NONCE_BYTES = 16;
const TAG_BYTES = 32;
const TAG_AT = MAGIC.length + GRANT_ID_BYTES + NONCE_BYTES;
const TOKEN_CHARACTERS = ((TAG_AT + TAG_BYTES) / 3) * 4;

export const GRANT_MAC_KEY_BYTES = 32;

type Authentic = Pick<GrantRow, 'region' | 'grant_id' | 'token_mac_key'>;

/** A new token of a grant. */
export function makeGrantToken(rng: Rng, grant: Authentic): string {
  const named = concatBytes(MAGIC, fromHex(grant.grant_id), rng.bytes(NONCE_BYTES));
  return toBase64(concatBytes(named, tagOf(grant, named)));
}

/** The grant that a token claims to name, 64 hex digits; undefined for what is no token. */
export function grantIdOfToken(token: string): string | undefined {
  const bytes = decode(token);
  return bytes === undefined ? undefined : toHex(bytes.subarray(MAGIC.length, MAGIC.length + GRANT_ID_BYTES));
}

/** Whether the token was made for this grant. */
export function isTokenOf(token: string, grant: Authentic): boolean {
  const bytes = decode(token);
  if (bytes === undefined || grantIdOfToken(token) !== grant.grant_id) return false;
  return timingSafeEqual(bytes.subarray(TAG_AT), tagOf(grant, bytes.subarray(0, TAG_AT)));
}

function decode(token: string): Uint8Array | undefined {
  if (token.length !== TOKEN_CHARACTERS) return undefined;
  const bytes = fromBase64(token);
  if (bytes?.length !== TAG_AT + TAG_BYTES || !equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) return undefined;
  return bytes;
}

function tagOf({ region, token_mac_key: macKey }: Authentic, named: Uint8Array): Uint8Array {
  return createHmac('sha256', macKey)
    .update(utf8(`${region}/`))
    .update(named)
    .digest();
}
