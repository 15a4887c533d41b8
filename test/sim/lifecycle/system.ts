/** The real front end over an inline HSM and a store in memory, and what a client of it remembers. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { loadEngine } from '@strongroom/crypto/engines.js';
import { KEY_PAIR_ENGINES } from '@strongroom/hsm/boundary/testing/key-pair-engines.js';
import { TimedJobs } from '@strongroom/kms/jobs/timed-jobs.js';
import { ACCOUNT_A, frontEndFixture, type FrontEndFixture } from '@strongroom/kms/testing/front-end-fixture.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsRequests, KmsResponses } from '@strongroom/proto/gen/kms-types.js';
import { emptyMemoryData } from '@strongroom/storage/memory/memory-data.js';
import { InlineHsm } from '../inline-hsm.js';
import { withRsaStock } from '../rsa-stock.js';
import type { ModelKey, ModelMaterial, Verdict } from './model-types.js';

/** 2026-01-01T00:00:00Z. Only the clock's offset moves. */
export const START_MS = Date.UTC(2026, 0, 1);

const engine = await loadEngine('openssl');
const keyPairs = { fast: KEY_PAIR_ENGINES.openssl.fast, slow: withRsaStock(KEY_PAIR_ENGINES.openssl.slow) };

/** Something that only the key can confirm: a ciphertext, a MAC, a signature. */
export interface Remembered {
  readonly modelKey: ModelKey;
  readonly material: ModelMaterial;
  readonly operation: 'Decrypt' | 'VerifyMac' | 'Verify';
  readonly input: Partial<KmsRequests['Decrypt'] & KmsRequests['VerifyMac'] & KmsRequests['Verify']>;
  /** Of a ciphertext. */
  readonly plaintext?: Uint8Array;
}

export class System {
  readonly remembered: Remembered[] = [];
  readonly hsm = new InlineHsm(engine, keyPairs, 'sim');
  readonly #data = emptyMemoryData();
  #started: FrontEndFixture | undefined;
  #offsetMs = 0;

  static async start(): Promise<System> {
    const system = new System();
    await system.restartFrontEnd();
    return system;
  }

  /** Everything that the front end had in memory is gone. */
  async restartFrontEnd(): Promise<void> {
    const realTime = { now: () => START_MS };
    this.#started = await frontEndFixture({ data: this.#data, realTime, hsm: this.hsm });
    this.#fixture.services.clock.adopt(this.#offsetMs);
  }

  get #fixture(): FrontEndFixture {
    return must(this.#started, 'a front end runs');
  }

  /** Moves civil time alone; the jobs look later. */
  advance(byMs: number): void {
    this.#offsetMs += byMs;
    this.#fixture.services.clock.adopt(this.#offsetMs);
  }

  async runJobs(): Promise<void> {
    const jobs = new TimedJobs(this.#fixture.services);
    await jobs.run();
    expect(await jobs.isDue(), 'something is still due after the jobs').toBe(false);
  }

  async call<Name extends OperationName>(name: Name, input: Partial<KmsRequests[Name]>): Promise<KmsResponses[Name]> {
    return this.#fixture.pipeline.run(name, await this.#fixture.callFor(ACCOUNT_A), input);
  }

  /** @returns the answer; undefined for a refusal, which is the one that the model has named. */
  async attempt<Name extends OperationName>(
    name: Name,
    input: Partial<KmsRequests[Name]>,
    verdict: Verdict,
  ): Promise<KmsResponses[Name] | undefined> {
    let answer: KmsResponses[Name];
    try {
      answer = await this.call(name, input);
    } catch (error) {
      if (!(error instanceof KmsError)) throw error;
      expect(`${name}: ${error.exception}`, error.message).toBe(`${name}: ${verdict ?? 'success'}`);
      return undefined;
    }
    expect(`${name}: success`).toBe(`${name}: ${verdict ?? 'success'}`);
    return answer;
  }
}

/** The answer of an operation that the model allows. */
export function allowed<T>(answer: T | undefined): T {
  return must(answer, 'an answer');
}

/** 32 bytes that are the same in every run. */
export function testBytes(label: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(label).digest());
}
