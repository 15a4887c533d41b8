/**
 * The one format of everything an HSM exports under a symmetric key: slot tokens (under a domain key) and exported key
 * tokens (under a slot key). They live in the SQL store, so an attacker may read, swap, alter and replay them; all of
 * that fails here, by authentication.
 *
 *   magic 'SRT', version 1        4 bytes
 *   kind                          1 byte
 *   wrapping key id               16 bytes
 *   nonce, IV                     16 and 12 bytes
 *   attributes                    u32 length, then their canonical encoding (token-attributes.ts)
 *   body                          AES-256-GCM ciphertext ‖ tag; AAD = everything before it
 *
 * The key is K = KBKDF(wrapping key, label of the kind, nonce): a token of one kind never opens as the other.
 */
import { assert } from '@strongroom/core/assert.js';
import { equalBytes, utf8 } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { KEY_TOKEN_MAX_BYTES } from '@strongroom/core/limits.js';
import { PackedFormatError, PackedReader, PackedWriter } from '@strongroom/core/packed.js';
import type { Rng } from '@strongroom/core/rng.js';
import { AES_256_KEY_BYTES, GCM_IV_BYTES, GCM_TAG_BYTES } from './engine.js';
import type { AeadEngine, HashEngine } from './engine.js';
import { requireLength } from './guard.js';
import { kbkdf } from './kbkdf.js';
import { SecretBytes } from './secret-bytes.js';
import { TOKEN_ATTRIBUTES, WRAPPING_KEY_ID_BYTES } from './token-attributes.js';
import type { TokenAttributesByKind, TokenKind } from './token-attributes.js';

/** 'SRT' and version 1. */
const MAGIC = 0x53525401;
const NONCE_BYTES = 16;
const ATTRIBUTES_MAX_BYTES = 1024;

const KIND_CODES: Readonly<Record<TokenKind, number>> = { SLOT_TOKEN: 1, EXPORTED_KEY_TOKEN: 2 };
const KIND_BY_CODE = new Map<number, TokenKind>([
  [1, 'SLOT_TOKEN'],
  [2, 'EXPORTED_KEY_TOKEN'],
]);
const LABELS: Readonly<Record<TokenKind, Uint8Array>> = {
  SLOT_TOKEN: utf8('strongroom slot token v1'),
  EXPORTED_KEY_TOKEN: utf8('strongroom exported key token v1'),
};

export interface SealTokenInput<K extends TokenKind> {
  readonly engine: AeadEngine & HashEngine;
  readonly rng: Pick<Rng, 'bytes'>;
  /** 32 bytes. */
  readonly wrappingKey: Uint8Array;
  /** 16 bytes. */
  readonly wrappingKeyId: Uint8Array;
  readonly kind: K;
  readonly attributes: TokenAttributesByKind[K];
  /** At least one byte; the token must stay within KEY_TOKEN_MAX_BYTES. The caller keeps and wipes it. */
  readonly secret: Uint8Array;
}

export function sealToken<K extends TokenKind>(input: SealTokenInput<K>): Uint8Array {
  requireLength(input.wrappingKey, AES_256_KEY_BYTES, 'wrappingKey');
  requireLength(input.wrappingKeyId, WRAPPING_KEY_ID_BYTES, 'wrappingKeyId');
  assert(input.secret.length > 0, '"secret" expected at least one byte');
  const attributes = TOKEN_ATTRIBUTES[input.kind].encode(input.attributes);
  const nonce = input.rng.bytes(NONCE_BYTES);
  const iv = input.rng.bytes(GCM_IV_BYTES);
  const header = new PackedWriter()
    .u32(MAGIC)
    .u8(KIND_CODES[input.kind])
    .raw(input.wrappingKeyId)
    .raw(nonce)
    .raw(iv)
    .bytes(attributes)
    .finish();
  const length = header.length + input.secret.length + GCM_TAG_BYTES;
  assert(length <= KEY_TOKEN_MAX_BYTES, 'a token exceeds KEY_TOKEN_MAX_BYTES');
  // What seals must open: attributes that the reader would refuse are a bug on this side, found now and not after the
  // key is lost.
  readHeader(header);

  const derived = kbkdf(input.engine, input.wrappingKey, LABELS[input.kind], nonce);
  const body = input.engine.aes256GcmSeal(derived, iv, header, input.secret);
  derived.fill(0);
  const token = new Uint8Array(length);
  token.set(header);
  token.set(body, header.length);
  return token;
}

/** What a token claims about itself, before anything is verified. */
export type TokenHeader = {
  readonly [K in TokenKind]: {
    readonly kind: K;
    /** 16 bytes. */
    readonly wrappingKeyId: Uint8Array;
    readonly attributes: TokenAttributesByKind[K];
  };
}[TokenKind];

interface ParsedHeader {
  readonly header: TokenHeader;
  readonly nonce: Uint8Array;
  readonly iv: Uint8Array;
  readonly headerBytes: number;
}

/** Reads the header from the front of `bytes`. @throws PackedFormatError */
function readHeader(bytes: Uint8Array): ParsedHeader {
  const reader = new PackedReader(bytes);
  if (reader.u32() !== MAGIC) throw new PackedFormatError('not a sealed token');
  const kind = KIND_BY_CODE.get(reader.u8());
  if (kind === undefined) throw new PackedFormatError('unknown kind of token');
  const wrappingKeyId = new Uint8Array(reader.raw(WRAPPING_KEY_ID_BYTES));
  const nonce = reader.raw(NONCE_BYTES);
  const iv = reader.raw(GCM_IV_BYTES);
  const attributesReader = new PackedReader(reader.bytes(ATTRIBUTES_MAX_BYTES));
  const attributes = TOKEN_ATTRIBUTES[kind].decode(attributesReader);
  attributesReader.end();
  const header = { kind, wrappingKeyId, attributes } as TokenHeader;
  return { header, nonce, iv, headerBytes: bytes.length - reader.remaining };
}

function parseToken(token: Uint8Array): ParsedHeader {
  if (token.length > KEY_TOKEN_MAX_BYTES) throw new HsmError('TOKEN_INVALID');
  try {
    const parsed = readHeader(token);
    if (token.length - parsed.headerBytes <= GCM_TAG_BYTES) throw new HsmError('TOKEN_INVALID');
    return parsed;
  } catch (error) {
    // Which check failed is no business of whoever presents the token.
    if (error instanceof PackedFormatError) throw new HsmError('TOKEN_INVALID');
    throw error;
  }
}

/**
 * The unauthenticated view, for routing and for choosing the wrapping key only. @throws HsmError TOKEN_INVALID when
 * malformed
 */
export function readTokenHeader(token: Uint8Array): TokenHeader {
  return parseToken(token).header;
}

export interface OpenTokenInput<K extends TokenKind> {
  readonly engine: AeadEngine & HashEngine;
  readonly wrappingKey: Uint8Array;
  readonly wrappingKeyId: Uint8Array;
  /** The kind that the caller expects; a token of the other kind is invalid. */
  readonly kind: K;
  readonly token: Uint8Array;
}

export interface OpenedToken<K extends TokenKind> {
  /** Authenticated. The caller still compares domain, tenant and ids with what it expects. */
  readonly attributes: TokenAttributesByKind[K];
  /** The caller disposes it. */
  readonly secret: SecretBytes;
}

/** @throws HsmError TOKEN_INVALID, without saying what was wrong */
export function openToken<K extends TokenKind>(input: OpenTokenInput<K>): OpenedToken<K> {
  requireLength(input.wrappingKey, AES_256_KEY_BYTES, 'wrappingKey');
  const { header, nonce, iv, headerBytes } = parseToken(input.token);
  if (header.kind !== input.kind || !equalBytes(header.wrappingKeyId, input.wrappingKeyId)) {
    throw new HsmError('TOKEN_INVALID');
  }
  const derived = kbkdf(input.engine, input.wrappingKey, LABELS[input.kind], nonce);
  const aad = input.token.subarray(0, headerBytes);
  const secret = input.engine.aes256GcmOpen(derived, iv, aad, input.token.subarray(headerBytes));
  derived.fill(0);
  if (secret === undefined) throw new HsmError('TOKEN_INVALID');
  return { attributes: header.attributes as TokenAttributesByKind[K], secret: SecretBytes.own(secret) };
}
