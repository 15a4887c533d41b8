import { describe, expect, it } from 'vitest';
import { ArrivingBodies } from './arriving-bodies.js';

describe('bodies that are arriving', () => {
  it('cuts the oldest when they are too much together, and no others', () => {
    const cut: string[] = [];
    const body = (name: string) => ({ destroy: () => void cut.push(name) });
    const arriving = new ArrivingBodies(100);
    const [stalled, slow, honest] = [body('stalled'), body('slow'), body('honest')];
    arriving.grow(stalled, 60);
    arriving.grow(slow, 40);
    expect(cut).toEqual([]);
    arriving.grow(honest, 1);
    expect(cut).toEqual(['stalled']);
    expect(arriving.bytes).toBe(41);
    arriving.leave(stalled);
    arriving.leave(honest);
    arriving.leave(slow);
    expect(arriving.bytes).toBe(0);
  });
});
