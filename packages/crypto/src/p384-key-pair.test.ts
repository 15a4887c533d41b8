import { describe, expect, it } from 'vitest';
import { HsmError } from '@strongroom/core/errors.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { EC_CURVES, isPrivateScalar } from './ec-curve.js';
import { nobleEngine } from './noble-engine.js';
import { opensslEngine } from './openssl-engine.js';
import { generateP384KeyPair } from './p384-key-pair.js';
import { SECRET_ACCESS } from './secret-access.js';

describe.each([opensslEngine, nobleEngine])('P-384 key pairs on $name', (engine) => {
  it.each(['sign', 'agree'] as const)('to %s are valid and fresh', (use) => {
    const pair = generateP384KeyPair(engine, new SystemRng(), use);
    const other = generateP384KeyPair(engine, new SystemRng(), use);
    expect(isPrivateScalar('P-384', pair.privateScalar.expose(SECRET_ACCESS))).toBe(true);
    expect(pair.publicPoint).toHaveLength(97);
    expect(pair.publicPoint).not.toEqual(other.publicPoint);
  });
});

describe('P-384 key pairs', () => {
  it('reject candidates outside 1…n-1, and a source that gives no other', () => {
    const { order } = EC_CURVES['P-384'];
    const good = new Uint8Array(48).fill(5);
    const draws = [new Uint8Array(48), new Uint8Array(order), new Uint8Array(48).fill(0xff), good];
    const pair = generateP384KeyPair(opensslEngine, { bytes: () => draws.shift() ?? new Uint8Array(48) }, 'sign');
    expect(pair.privateScalar.expose(SECRET_ACCESS)).toBe(good);
    const stuck = { bytes: () => new Uint8Array(48) };
    expect(() => generateP384KeyPair(opensslEngine, stuck, 'sign')).toThrow(HsmError);
  });

  it.each(['sign', 'agree'] as const)('to %s fail the pairwise test on a faulty engine', (use) => {
    let calls = 0;
    const faulty: typeof opensslEngine = {
      ...opensslEngine,
      // A public point that does not belong to the scalar, the first time only.
      ecPublicPoint: (curve, scalar) =>
        opensslEngine.ecPublicPoint(curve, calls++ === 0 ? new Uint8Array(48).fill(1) : scalar),
    };
    expect(() => generateP384KeyPair(faulty, new SystemRng(), use)).toThrow('pairwise consistency test failed');
  });
});
