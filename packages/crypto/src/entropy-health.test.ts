import { describe, expect, it } from 'vitest';
import { HsmError } from '@strongroom/core/errors.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { CtrDrbg } from './ctr-drbg.js';
import {
  HealthTestedEntropy,
  PROPORTION_CUTOFF,
  PROPORTION_WINDOW,
  REPETITION_CUTOFF,
  STARTUP_SAMPLES,
} from './entropy-health.js';
import { opensslEngine } from './openssl-engine.js';

/** Healthy until told otherwise: a long cycle in which no byte repeats at once. */
class Switchable {
  fault: ((index: number) => number) | undefined;
  #index = 0;

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, (_, position) => {
      const index = this.#index++;
      return this.fault === undefined ? (index * 89) & 0xff : this.fault(position);
    });
  }
}

describe('cutoffs', () => {
  it('are those of SP 800-90B for H = 4 and α = 2^-40, computed exactly', () => {
    expect(REPETITION_CUTOFF).toBe(1 + Math.ceil(40 / 4));
    // CRITBINOM: the smallest k with P(X ≤ k) ≥ 1 - α, as integers over 16^512: C(n,k)·15^(n-k).
    const n = BigInt(PROPORTION_WINDOW);
    const total = 16n ** n;
    let term = 15n ** n;
    let sum = term;
    let k = 0n;
    while ((total - sum) << 40n > total) {
      term = (term * (n - k)) / ((k + 1n) * 15n);
      k++;
      sum += term;
    }
    expect(PROPORTION_CUTOFF).toBe(Number(k) + 1);
  });
});

describe('health-tested entropy', () => {
  it('passes what the operating system gives', () => {
    const entropy = new HealthTestedEntropy(new SystemRng());
    for (let draw = 0; draw < 2000; draw++) expect(entropy.bytes(48)).toHaveLength(48);
    expect(entropy.failed).toBe(false);
  });

  it('tests the source before the first output', () => {
    const stuck = new Switchable();
    stuck.fault = () => 0x55;
    expect(() => new HealthTestedEntropy(stuck)).toThrow(HsmError);
    let drawn = 0;
    const counted = new Switchable();
    new HealthTestedEntropy({
      bytes: (length) => {
        drawn += length;
        return counted.bytes(length);
      },
    });
    expect(drawn).toBeGreaterThanOrEqual(STARTUP_SAMPLES);
  });

  it.each<[string, number, boolean]>([
    ['one below the repetition cutoff', REPETITION_CUTOFF - 1, false],
    ['the repetition cutoff', REPETITION_CUTOFF, true],
  ])('with a run of %s', (_, run, fails) => {
    const source = new Switchable();
    const entropy = new HealthTestedEntropy(source);
    source.fault = (position) => (position >= 20 && position < 20 + run ? 1 : position % 2 === 0 ? 2 : 3);
    const draw = (): Uint8Array => entropy.bytes(48);
    if (fails) expect(draw).toThrow(HsmError);
    else expect(draw()).toHaveLength(48);
    expect(entropy.failed).toBe(fails);
  });

  it('finds a run that spans two draws', () => {
    const source = new Switchable();
    const entropy = new HealthTestedEntropy(source);
    source.fault = () => 9;
    entropy.bytes(REPETITION_CUTOFF - 1);
    expect(() => entropy.bytes(1)).toThrow(HsmError);
  });

  it.each<[number, boolean]>([
    [PROPORTION_CUTOFF - 1, false],
    [PROPORTION_CUTOFF, true],
  ])('with one value %i times in a window', (count, fails) => {
    const source = new Switchable();
    // The start-up test is two whole windows, so a window begins here.
    const entropy = new HealthTestedEntropy(source);
    source.fault = (position) => (position % 2 === 0 && position / 2 < count ? 0 : 1 + (position % 200));
    const draw = (): Uint8Array => entropy.bytes(PROPORTION_WINDOW);
    if (fails) expect(draw).toThrow(HsmError);
    else expect(draw()).toHaveLength(PROPORTION_WINDOW);
  });

  it('latches: after a failure nothing comes out, even from a source that has recovered', () => {
    const source = new Switchable();
    const entropy = new HealthTestedEntropy(source);
    const drbg = new CtrDrbg({ engine: opensslEngine, entropy });
    source.fault = () => 0;
    expect(() => drbg.generate(16, { predictionResistance: true })).toThrow(HsmError);
    source.fault = undefined;
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(() => drbg.generate(16, { predictionResistance: true })).toThrow('entropy source has failed');
    }
  });

  it('latches when the source itself throws', () => {
    let broken = false;
    const source = new Switchable();
    const entropy = new HealthTestedEntropy({
      bytes: (length) => {
        if (broken) throw new Error('EIO');
        return source.bytes(length);
      },
    });
    broken = true;
    expect(() => entropy.bytes(1)).toThrow(HsmError);
    broken = false;
    expect(() => entropy.bytes(1)).toThrow(HsmError);
  });
});
