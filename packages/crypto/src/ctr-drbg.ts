/**
 * CTR_DRBG with AES-256 (NIST SP 800-90A r1 §10.2.1), with the derivation function by default (§10.3.2), or without it
 * for sources of full entropy. All key material, and everything that GenerateRandom returns, comes from here.
 */
import { assert } from '@strongroom/core/assert.js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { AES_256_KEY_BYTES, AES_BLOCK_BYTES } from './engine.js';
import type { BlockCipherEngine } from './engine.js';
import { blockCipherDf, DRBG_SEED_BYTES } from './ctr-drbg-df.js';

/** Where entropy comes from: the operating system, behind health tests (entropy-health.ts); a fake in tests. */
export interface EntropySource {
  /** Exactly `length` bytes that the caller owns and wipes. @throws when the source has failed */
  bytes(length: number): Uint8Array;
}

/** 2^19 bits per request (table 3). */
export const DRBG_REQUEST_MAX_BYTES = 65_536;
/** 2^48 requests between reseeds (table 3). */
export const DRBG_RESEED_INTERVAL_MAX = 2 ** 48;
/** Far below the 2^35 bits of table 3. */
const ADDITIONAL_INPUT_MAX_BYTES = 1024;
/** 384 bits, as the KMS cryptographic details say; 256 would do with the derivation function. */
const ENTROPY_BYTES = DRBG_SEED_BYTES;
const ENTROPY_MIN_BYTES = 32;
const NONCE_BYTES = 16;

export interface CtrDrbgOptions {
  readonly engine: BlockCipherEngine;
  readonly entropy: EntropySource;
  readonly personalization?: Uint8Array;
  /** Default true. False needs full entropy in every byte of the source. */
  readonly derivationFunction?: boolean;
  /** Entropy input of a seed with the derivation function, 32…64 bytes; default 48. Known answers of others use 32. */
  readonly entropyBytes?: number;
  /** Requests between reseeds; default and maximum 2^48. */
  readonly reseedInterval?: number;
}

export interface GenerateOptions {
  /** Reseed first, so that a past compromise of the state tells nothing about this output. */
  readonly predictionResistance?: boolean;
  readonly additionalInput?: Uint8Array;
}

export class CtrDrbg {
  readonly #engine: BlockCipherEngine;
  readonly #entropy: EntropySource;
  readonly #usesDf: boolean;
  readonly #entropyBytes: number;
  readonly #reseedInterval: number;
  readonly #k = new Uint8Array(AES_256_KEY_BYTES);
  /** V + 1, which is what the next block is made of. */
  readonly #nextV = new Uint8Array(AES_BLOCK_BYTES);
  #requestsSinceSeed = 0;
  #instantiated = false;

  /** Instantiates at once. @throws what the entropy source throws; there is then no instance */
  constructor(options: CtrDrbgOptions) {
    this.#engine = options.engine;
    this.#entropy = options.entropy;
    this.#usesDf = options.derivationFunction ?? true;
    this.#entropyBytes = this.#usesDf ? (options.entropyBytes ?? ENTROPY_BYTES) : DRBG_SEED_BYTES;
    this.#reseedInterval = options.reseedInterval ?? DRBG_RESEED_INTERVAL_MAX;
    assert(this.#entropyBytes >= ENTROPY_MIN_BYTES && this.#entropyBytes <= 64, '"entropyBytes" expected 32…64');
    assert(
      this.#reseedInterval >= 1 && this.#reseedInterval <= DRBG_RESEED_INTERVAL_MAX,
      '"reseedInterval" expected 1…2^48',
    );
    const seed = this.#seedMaterial(options.personalization ?? EMPTY_BYTES, this.#usesDf ? NONCE_BYTES : 0);
    // K = 0 and V = 0 to begin with (§10.2.1.3).
    incrementBlock(this.#nextV);
    this.#instantiated = true;
    this.#update(seed);
    seed.fill(0);
  }

  /**
   * §10.2.1.4. When the source fails, the old state is kept and the error thrown: whoever holds the instance
   * uninstantiates it.
   */
  reseed(additionalInput: Uint8Array = EMPTY_BYTES): void {
    assert(this.#instantiated, 'the DRBG is not instantiated');
    const seed = this.#seedMaterial(additionalInput, 0);
    this.#update(seed);
    seed.fill(0);
    this.#requestsSinceSeed = 0;
  }

  /** 1…65536 bytes that the caller owns (§10.2.1.5). @throws what the entropy source throws, when a reseed is due */
  generate(length: number, options: GenerateOptions = {}): Uint8Array {
    assert(this.#instantiated, 'the DRBG is not instantiated');
    assert(
      Number.isInteger(length) && length >= 1 && length <= DRBG_REQUEST_MAX_BYTES,
      '"length" expected 1…65536 bytes',
    );
    let additionalInput = options.additionalInput ?? EMPTY_BYTES;
    if (options.predictionResistance === true || this.#requestsSinceSeed >= this.#reseedInterval) {
      this.reseed(additionalInput);
      additionalInput = EMPTY_BYTES;
    }
    let additional: Uint8Array | undefined;
    if (additionalInput.length > 0) {
      additional = this.#condition(additionalInput);
      this.#update(additional);
    }
    // The output and the three blocks of the update that follows are one run of the same counter under the same key.
    const outputBlockBytes = Math.ceil(length / AES_BLOCK_BYTES) * AES_BLOCK_BYTES;
    const stream = this.#engine.aes256CtrKeystream(this.#k, this.#nextV, outputBlockBytes + DRBG_SEED_BYTES);
    const output = stream.slice(0, length);
    this.#adopt(stream.subarray(outputBlockBytes), additional);
    stream.fill(0);
    additional?.fill(0);
    this.#requestsSinceSeed++;
    return output;
  }

  /** §9.4: the state is zeroized; the instance cannot be used again. */
  uninstantiate(): void {
    this.#k.fill(0);
    this.#nextV.fill(0);
    this.#instantiated = false;
  }

  /** Entropy input (‖ nonce) ‖ input through the derivation function, or entropy ⊕ input without it. */
  #seedMaterial(input: Uint8Array, nonceBytes: number): Uint8Array {
    assertInputBound(input, this.#usesDf);
    const entropy = this.#entropy.bytes(this.#entropyBytes);
    assert(entropy.length === this.#entropyBytes, 'the entropy source gave another length');
    if (!this.#usesDf) {
      xorInto(entropy, input);
      return entropy;
    }
    const nonce = nonceBytes === 0 ? EMPTY_BYTES : this.#entropy.bytes(nonceBytes);
    const seed = blockCipherDf(this.#engine, [entropy, nonce, input]);
    entropy.fill(0);
    return seed;
  }

  /** Additional input as 48 bytes. */
  #condition(input: Uint8Array): Uint8Array {
    assertInputBound(input, this.#usesDf);
    if (this.#usesDf) return blockCipherDf(this.#engine, [input]);
    const padded = new Uint8Array(DRBG_SEED_BYTES);
    padded.set(input);
    return padded;
  }

  /** CTR_DRBG_Update (§10.2.1.2). */
  #update(provided: Uint8Array): void {
    const stream = this.#engine.aes256CtrKeystream(this.#k, this.#nextV, DRBG_SEED_BYTES);
    this.#adopt(stream, provided);
    stream.fill(0);
  }

  /** The new K ‖ V is `stream` ⊕ `provided`. */
  #adopt(stream: Uint8Array, provided: Uint8Array | undefined): void {
    if (provided !== undefined) xorInto(stream, provided);
    this.#k.set(stream.subarray(0, AES_256_KEY_BYTES));
    this.#nextV.set(stream.subarray(AES_256_KEY_BYTES));
    incrementBlock(this.#nextV);
  }
}

function assertInputBound(input: Uint8Array, usesDf: boolean): void {
  const max = usesDf ? ADDITIONAL_INPUT_MAX_BYTES : DRBG_SEED_BYTES;
  assert(input.length <= max, `DRBG input expected at most ${String(max)} bytes`);
}

/** `target` ⊕= `source`, which may be shorter. */
function xorInto(target: Uint8Array, source: Uint8Array): void {
  for (let index = 0; index < source.length; index++) target[index] = (target[index] ?? 0) ^ (source[index] ?? 0);
}

/** Adds 1 to a 128-bit big-endian integer, which wraps. */
function incrementBlock(block: Uint8Array): void {
  for (let index = block.length - 1; index >= 0; index--) {
    const sum = (block[index] ?? 0) + 1;
    block[index] = sum;
    if (sum <= 0xff) return;
  }
}
