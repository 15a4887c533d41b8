/**
 * The messages of the XKS proxy API (specification v1, "API reference"), read strictly: a wrong type, length or
 * encoding is no answer. Members that the specification lacks are a proxy's own and are not looked at.
 */
import { createHash } from 'node:crypto';
import { fromBase64, fromUtf8, toBase64 } from '@strongroom/core/bytes.js';
import { timingSafeEqual } from '@strongroom/crypto/timing-safe.js';
import { EXTERNAL_METADATA_MAX_BYTES, type ExternalCiphertext } from '@strongroom/crypto/external-blob.js';
import { z } from 'zod';
import { failureOfErrorName, XksFailure } from './xks-failure.js';

/** Encrypt: plaintext, which is an HSM's blob here, and additionalAuthenticatedData. */
const PLAINTEXT_MAX_BYTES = 4300;
const TAG_BYTES = 16;
const SHA_256_BYTES = 32;

const base64 = (min: number, max: number) =>
  z
    .string()
    .max(Math.ceil(max / 3) * 4)
    .transform((text, context) => {
      const bytes = fromBase64(text);
      if (bytes !== undefined && bytes.length >= min && bytes.length <= max) return bytes;
      context.addIssue('not base64 of the right length');
      return z.NEVER;
    });
const name = z.string().min(1).max(128);

const errorAnswer = z.object({
  errorName: z.string().min(1).max(128),
  errorMessage: z.string().max(512).optional(),
});

const healthAnswer = z.object({
  xksProxyFleetSize: z.number().int().min(1),
  xksProxyVendor: name,
  xksProxyModel: name,
  ekmVendor: name,
  ekmFleetDetails: z
    .array(z.object({ id: name, model: name, healthStatus: z.enum(['ACTIVE', 'DEGRADED', 'UNAVAILABLE']) }))
    .min(1)
    .max(64),
});
export type XksHealth = z.infer<typeof healthAnswer>;

const metadataAnswer = z.object({
  keySpec: z.string().min(1).max(64),
  keyUsage: z.array(z.string().min(1).max(64)).max(10),
  keyStatus: z.enum(['ENABLED', 'DISABLED']),
});
export type XksKeyMetadata = z.infer<typeof metadataAnswer>;

const encryptAnswer = z.object({
  ciphertext: base64(1, PLAINTEXT_MAX_BYTES),
  initializationVector: base64(12, 16),
  authenticationTag: base64(TAG_BYTES, TAG_BYTES),
  ciphertextMetadata: base64(0, EXTERNAL_METADATA_MAX_BYTES).optional(),
  ciphertextDataIntegrityValue: base64(SHA_256_BYTES, SHA_256_BYTES),
});

const decryptAnswer = z.object({ plaintext: base64(1, PLAINTEXT_MAX_BYTES) });

const ALGORITHM = 'AES_GCM';

export function encryptRequest(plaintext: Uint8Array, aad: Uint8Array): object {
  return {
    plaintext: toBase64(plaintext),
    encryptionAlgorithm: ALGORITHM,
    ...aadMember(aad),
    ciphertextDataIntegrityValueAlgorithm: 'SHA_256',
  };
}

export function decryptRequest({ iv, tag, metadata, ciphertext }: ExternalCiphertext, aad: Uint8Array): object {
  return {
    ciphertext: toBase64(ciphertext),
    encryptionAlgorithm: ALGORITHM,
    initializationVector: toBase64(iv),
    authenticationTag: toBase64(tag),
    ...(metadata.length === 0 ? {} : { ciphertextMetadata: toBase64(metadata) }),
    ...aadMember(aad),
  };
}

function aadMember(aad: Uint8Array): object {
  return aad.length === 0 ? {} : { additionalAuthenticatedData: toBase64(aad) };
}

/**
 * The ciphertext of an answer to Encrypt, if its data integrity value is that of what it came with: the proxy has seen
 * what we sent, and we what it made (specification, "Encrypt").
 * @throws XksFailure INVALID_RESPONSE
 */
export function readCiphertext(body: Uint8Array, plaintextBytes: number, aad: Uint8Array): ExternalCiphertext {
  const answer = read(encryptAnswer, body);
  const { ciphertext, initializationVector: iv, authenticationTag: tag } = answer;
  const metadata = answer.ciphertextMetadata ?? new Uint8Array();
  if (iv.length !== 12 && iv.length !== 16) throw invalid('an IV has 12 or 16 bytes');
  // GCM adds nothing but the tag.
  if (ciphertext.length !== plaintextBytes) throw invalid('the ciphertext is not as long as the plaintext');
  const external = { iv, tag, metadata, ciphertext };
  if (!timingSafeEqual(dataIntegrityValue(external, aad), answer.ciphertextDataIntegrityValue)) {
    throw invalid('the data integrity value is wrong');
  }
  return external;
}

/** Appendix C: SHA-256 over AAD ‖ metadata ‖ IV ‖ ciphertext ‖ tag. */
export function dataIntegrityValue({ iv, tag, metadata, ciphertext }: ExternalCiphertext, aad: Uint8Array): Uint8Array {
  const digest = createHash('sha256');
  for (const part of [aad, metadata, iv, ciphertext, tag]) digest.update(part);
  return digest.digest();
}

export function readPlaintext(body: Uint8Array): Uint8Array {
  return read(decryptAnswer, body).plaintext;
}

export function readMetadata(body: Uint8Array): XksKeyMetadata {
  return read(metadataAnswer, body);
}

/** @throws XksFailure also when no external key manager is left */
export function readHealth(body: Uint8Array): XksHealth {
  const health = read(healthAnswer, body);
  if (health.ekmFleetDetails.every(({ healthStatus }) => healthStatus === 'UNAVAILABLE')) {
    throw new XksFailure('MANAGER_UNAVAILABLE');
  }
  return health;
}

/** What an answer that is not 200 says. */
export function readFailure(status: number, body: Uint8Array): XksFailure {
  const parsed = errorAnswer.safeParse(json(body));
  const kind = parsed.success ? failureOfErrorName(parsed.data.errorName) : undefined;
  if (kind === undefined) return invalid(`HTTP ${String(status)} without an error of the specification`);
  return new XksFailure(kind, parsed.data?.errorMessage ?? kind);
}

function read<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const parsed = schema.safeParse(json(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(body)) as unknown;
  } catch {
    return undefined;
  }
}

function invalid(message: string): XksFailure {
  return new XksFailure('INVALID_RESPONSE', message);
}
