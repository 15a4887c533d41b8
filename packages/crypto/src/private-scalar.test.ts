import { describe, expect, it } from 'vitest';
import { HsmError } from '@strongroom/core/errors.js';
import { EC_CURVES, isPrivateScalar } from './ec-curve.js';
import type { EcCurve } from './ec-curve.js';
import { drawPrivateScalar } from './private-scalar.js';

describe.each(Object.keys(EC_CURVES) as EcCurve[])('a private scalar of %s', (curve) => {
  const { order, scalarBytes } = EC_CURVES[curve];

  it('is never zero and never the order or above: those are drawn again', () => {
    const wiped: Uint8Array[] = [];
    const draws = [new Uint8Array(scalarBytes), order.slice(), new Uint8Array(scalarBytes).fill(0xff)];
    const scalar = drawPrivateScalar(curve, (length) => {
      expect(length).toBe(scalarBytes);
      const draw = draws.shift() ?? new Uint8Array(length).fill(0x01);
      wiped.push(draw);
      return draw;
    });
    expect(isPrivateScalar(curve, scalar)).toBe(true);
    expect(wiped).toHaveLength(4);
    for (const refused of wiped.slice(0, 3)) expect(refused.every((byte) => byte === 0)).toBe(true);
  });

  it('comes soon from good bits: what is above the bit length of the order is masked', () => {
    let draws = 0;
    for (let first = 0; first < 256; first++) {
      const scalar = drawPrivateScalar(curve, (length) => {
        draws++;
        const bytes = new Uint8Array(length).fill(0x5a);
        bytes[0] = first;
        return bytes;
      });
      expect(isPrivateScalar(curve, scalar)).toBe(true);
    }
    expect(draws).toBe(256);
  });

  it('does not come from a source that is stuck', () => {
    expect(() => drawPrivateScalar(curve, (length) => new Uint8Array(length))).toThrow(HsmError);
  });
});
