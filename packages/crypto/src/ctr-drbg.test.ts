import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionFailure } from '@strongroom/core/assert.js';
import { toHex, utf8 } from '@strongroom/core/bytes.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { CtrDrbg, DRBG_REQUEST_MAX_BYTES } from './ctr-drbg.js';
import type { CtrDrbgOptions, EntropySource } from './ctr-drbg.js';
import { createDrbgRng, DrbgRng, PooledRng } from './drbg-rng.js';
import { nobleEngine } from './noble-engine.js';
import { opensslEngine } from './openssl-engine.js';
import { DRBG_VECTORS, playDrbgVector } from './self-test/drbg-vectors.js';

/** Counts draws; gives bytes that depend on the number of the draw. */
class FakeEntropy implements EntropySource {
  draws = 0;
  broken = false;

  bytes(length: number): Uint8Array {
    if (this.broken) throw new Error('no entropy');
    this.draws++;
    return Uint8Array.from({ length }, (_, index) => (index * 31 + this.draws * 7) & 0xff);
  }
}

const make = (options: Partial<CtrDrbgOptions> = {}): { drbg: CtrDrbg; entropy: FakeEntropy } => {
  const entropy = new FakeEntropy();
  return { drbg: new CtrDrbg({ engine: opensslEngine, entropy, ...options }), entropy };
};

describe.each([opensslEngine, nobleEngine])('CTR_DRBG on $name', (engine) => {
  it.each(DRBG_VECTORS)('gives the known answer: $name ($source)', (vector) => {
    expect(toHex(playDrbgVector(engine, vector))).toBe(vector.returned);
  });
});

describe('CTR_DRBG', () => {
  it('gives the same on both engines, for any sequence of calls', () => {
    const call = fc.record({
      length: fc.integer({ min: 1, max: 200 }),
      predictionResistance: fc.boolean(),
      additionalInput: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.boolean(), fc.array(call, { minLength: 1, maxLength: 6 }), (derivationFunction, calls) => {
        const a = make({ derivationFunction }).drbg;
        const b = make({ derivationFunction, engine: nobleEngine }).drbg;
        for (const { length, ...options } of calls) {
          const output = a.generate(length, options);
          expect(output.length).toBe(length);
          expect(toHex(b.generate(length, options))).toBe(toHex(output));
        }
      }),
    );
  });

  it('depends on personalization', () => {
    const plain = make().drbg.generate(32);
    expect(make({ personalization: utf8('slot 1') }).drbg.generate(32)).not.toEqual(plain);
    expect(make().drbg.generate(32)).toEqual(plain);
  });

  it('reseeds with prediction resistance, and when its interval is over', () => {
    const { drbg, entropy } = make({ reseedInterval: 3 });
    expect(entropy.draws).toBe(2); // entropy input and nonce
    for (let request = 0; request < 3; request++) drbg.generate(16);
    expect(entropy.draws).toBe(2);
    drbg.generate(16);
    expect(entropy.draws).toBe(3);
    drbg.generate(16, { predictionResistance: true });
    expect(entropy.draws).toBe(4);
  });

  it.each([0, -1, 1.5, DRBG_REQUEST_MAX_BYTES + 1])('refuses a request of %d bytes', (length) => {
    expect(() => make().drbg.generate(length)).toThrow(AssertionFailure);
  });

  it('takes the longest request and input, and nothing longer', () => {
    const { drbg } = make();
    expect(drbg.generate(DRBG_REQUEST_MAX_BYTES)).toHaveLength(DRBG_REQUEST_MAX_BYTES);
    expect(drbg.generate(1, { additionalInput: new Uint8Array(1024) })).toHaveLength(1);
    expect(() => drbg.generate(1, { additionalInput: new Uint8Array(1025) })).toThrow(AssertionFailure);
    const withoutDf = make({ derivationFunction: false }).drbg;
    expect(() => withoutDf.generate(1, { additionalInput: new Uint8Array(49) })).toThrow(AssertionFailure);
  });

  it('gives nothing when a reseed is due and the source fails', () => {
    const { drbg, entropy } = make({ reseedInterval: 1 });
    drbg.generate(16);
    entropy.broken = true;
    expect(() => drbg.generate(16)).toThrow('no entropy');
    expect(() => drbg.generate(16, { predictionResistance: true })).toThrow('no entropy');
  });

  it('has no instance without entropy, and none after uninstantiate', () => {
    const broken = new FakeEntropy();
    broken.broken = true;
    expect(() => make({ entropy: broken })).toThrow('no entropy');
    expect(() => make({ entropy: { bytes: () => new Uint8Array(1) } })).toThrow(AssertionFailure);
    const { drbg } = make();
    drbg.uninstantiate();
    expect(() => drbg.generate(16)).toThrow(AssertionFailure);
    expect(() => {
      drbg.reseed();
    }).toThrow(AssertionFailure);
  });
});

describe('the DRBG as Rng', () => {
  it('draws any length, fractions in [0, 1), and stops when uninstantiated', () => {
    const rng = createDrbgRng(opensslEngine, new SystemRng(), utf8('test'));
    expect(rng.bytes(0)).toHaveLength(0);
    expect(rng.bytes(32)).not.toEqual(rng.bytes(32));
    expect(rng.bytes(DRBG_REQUEST_MAX_BYTES + 5)).toHaveLength(DRBG_REQUEST_MAX_BYTES + 5);
    for (let draw = 0; draw < 100; draw++) {
      const fraction = rng.fraction();
      expect(fraction).toBeGreaterThanOrEqual(0);
      expect(fraction).toBeLessThan(1);
    }
    rng.uninstantiate();
    expect(() => rng.bytes(1)).toThrow(AssertionFailure);
  });

  it('reseeds for every draw', () => {
    const { drbg, entropy } = make();
    const rng = new DrbgRng(drbg);
    const before = entropy.draws;
    rng.bytes(16);
    rng.bytes(16);
    expect(entropy.draws).toBe(before + 2);
  });

  it('pools: slices are consecutive, never repeated, and owned by the caller', () => {
    const counting = {
      next: 0,
      bytes(length: number): Uint8Array {
        return Uint8Array.from({ length }, () => this.next++ & 0xff);
      },
    };
    const pooled = new PooledRng(counting);
    const first = pooled.bytes(28);
    const second = pooled.bytes(28);
    expect(first[0]).toBe(0);
    expect(second[0]).toBe(28);
    first.fill(0xee);
    expect(second[0]).toBe(28);
    expect(pooled.bytes(2000)).toHaveLength(2000);
    pooled.wipe();
    expect(pooled.bytes(1)[0]).toBe((4096 + 2000) & 0xff);
    for (let draw = 0; draw < 300; draw++) expect(pooled.bytes(28)).toHaveLength(28);
  });
});
