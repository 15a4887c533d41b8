/**
 * Opens everything that an installation seals, as somebody could who holds a node's sealed identity, its seal key and
 * the store: the one attack
 * that THREAT-MODEL does not claim to withstand. Tests use it to know the very bytes that must be nowhere else.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '@strongroom/core/assert.js';
import { equalBytes } from '@strongroom/core/bytes.js';
import { parseNodeId } from '@strongroom/core/ids.js';
import { openEnvelope, readDomainToken, verifyDomainToken } from '@strongroom/crypto/domain-token.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { openToken, readTokenHeader } from '@strongroom/crypto/sealed-token.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import { openIdentity } from '@strongroom/hsm/boundary/identity.js';
import { readSealKey } from '@strongroom/hsm/boundary/seal-key-file.js';
import { Connection } from '@strongroom/storage/libsql/binding.js';
import type { TokenAttributesByKind } from '@strongroom/crypto/token-attributes.js';

export interface KnownSecret {
  /** Such as `backing key of 0f3c…`. */
  readonly what: string;
  readonly kind: 'domain key' | 'slot key' | 'backing key' | 'access-key secret';
  readonly bytes: Uint8Array;
}

export function storeFile(dataDir: string): string {
  return join(dataDir, 'kms', 'store.db');
}

/** @param nodeId a member of the domain of `region` */
export function openVault(dataDir: string, region: string, nodeId: string): KnownSecret[] {
  const store = new Connection(storeFile(dataDir), 5000);
  try {
    const domainKeys = openDomainKeys(dataDir, nodeId, newestDomainToken(store, region));
    const slotKeys = column(store, 'SELECT token FROM slot_tokens WHERE region = ?', [region], 'token').map((token) =>
      open('SLOT_TOKEN', token, domainKeys),
    );
    const wrapping = slotKeys.map(({ attributes, secret }) => ({ id: attributes.slotKeyId, bytes: secret }));
    const tokens = [
      ...column(store, 'SELECT ekt FROM key_materials WHERE region = ?', [region], 'ekt'),
      ...column(store, 'SELECT secret_ekt AS ekt FROM access_keys WHERE region = ?', [region], 'ekt'),
    ];
    const keys = tokens.map((token) => open('EXPORTED_KEY_TOKEN', token, wrapping));
    return [
      ...domainKeys.map(({ bytes }): KnownSecret => ({ what: 'domain key', kind: 'domain key', bytes })),
      ...slotKeys.map(({ attributes, secret }): KnownSecret => ({
        what: `slot key of ${attributes.tenant}`,
        kind: 'slot key',
        bytes: secret,
      })),
      ...keys.map(({ attributes, secret }): KnownSecret => ({
        what: `${attributes.materialKind} of ${attributes.kmsKeyId}`,
        kind: attributes.materialKind === 'BACKING_KEY' ? 'backing key' : 'access-key secret',
        bytes: secret,
      })),
    ];
  } finally {
    store.close();
  }
}

interface WrappingKey {
  readonly id: Uint8Array;
  readonly bytes: Uint8Array;
}

function openDomainKeys(dataDir: string, node: string, token: Uint8Array): WrappingKey[] {
  const nodeId = must(parseNodeId(node), 'a node id');
  const folder = join(dataDir, 'hsm', node);
  const sealKey = must(readSealKey(join(folder, 'seal.key')), 'the node has a seal key');
  const sealed = new Uint8Array(readFileSync(join(folder, 'identity.sealed')));
  const identity = must(openIdentity(opensslEngine, sealKey, sealed, nodeId), 'the identity opens');
  const trustedMembers = readDomainToken(token).state.members;
  const verified = verifyDomainToken({ engine: opensslEngine, token, trustedMembers });
  const agree = identity.agree.privateScalar.expose(SECRET_ACCESS);
  return openEnvelope(opensslEngine, verified, nodeId, agree).map((domainKey) => ({
    id: domainKey.id,
    bytes: Uint8Array.from(domainKey.keyBytes.expose(SECRET_ACCESS)),
  }));
}

function open<Kind extends 'SLOT_TOKEN' | 'EXPORTED_KEY_TOKEN'>(
  kind: Kind,
  token: Uint8Array,
  wrappingKeys: readonly WrappingKey[],
): { readonly attributes: TokenAttributesByKind[Kind]; readonly secret: Uint8Array } {
  const { wrappingKeyId } = readTokenHeader(token);
  const wrapping = must(
    wrappingKeys.find((candidate) => equalBytes(candidate.id, wrappingKeyId)),
    'the wrapping key is known',
  );
  const opened = openToken({ engine: opensslEngine, wrappingKey: wrapping.bytes, wrappingKeyId, kind, token });
  return { attributes: opened.attributes, secret: Uint8Array.from(opened.secret.expose(SECRET_ACCESS)) };
}

function newestDomainToken(store: Connection, region: string): Uint8Array {
  const sql = 'SELECT token FROM domain_tokens WHERE region = ? ORDER BY version DESC LIMIT 1';
  return must(column(store, sql, [region], 'token')[0], 'the Region has a domain');
}

function column(store: Connection, sql: string, values: readonly string[], name: string): Uint8Array[] {
  return store
    .prepare(sql)
    .all(values)
    .map((row) => row[name])
    .filter((value) => value instanceof Uint8Array)
    .map((value) => Uint8Array.from(value));
}
