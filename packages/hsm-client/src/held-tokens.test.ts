import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeldSlot, HeldTokens, PRESENT_AGAIN_MS } from './held-tokens.js';

const TOKEN = new Uint8Array([1]);
const id = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

describe('held tokens', () => {
  it('believes what was confirmed, by content and not by identity', () => {
    const held = new HeldTokens();
    held.greet('boot-1');
    expect(held.slot('a', TOKEN)).toBeUndefined();
    held.confirm('a', 7, TOKEN).presented(id(1), 0);
    expect(held.slot('a', TOKEN)?.holds(id(1), 1)).toBe(true);
    expect(held.slot('a', TOKEN)?.holds(id(2), 1)).toBe(false);
    expect(held.slot('b', TOKEN)).toBeUndefined();
  });

  it('forgets everything of a slot when its generation changes', () => {
    const held = new HeldTokens();
    held.confirm('a', 7, TOKEN).presented(id(1), 0);
    expect(held.confirm('a', 8, TOKEN).holds(id(1), 1)).toBe(false);
    expect(held.slot('a', TOKEN)?.generation).toBe(8);
  });

  it('forgets everything when the node has booted again, and nothing when only the link was reopened', () => {
    const held = new HeldTokens();
    held.greet('boot-1');
    held.confirm('a', 7, TOKEN).presented(id(1), 0);
    held.greet('boot-1');
    expect(held.slot('a', TOKEN)?.holds(id(1), 1)).toBe(true);
    held.greet('boot-2');
    expect(held.slot('a', TOKEN)).toBeUndefined();
  });

  it('believes a slot to be bound with the token that was presented last, and with no other', () => {
    const held = new HeldTokens();
    const other = new Uint8Array([2]);
    held.confirm('a', 7, TOKEN).presented(id(1), 0);
    expect(held.slot('a', other)).toBeUndefined();
    expect(held.slot('a', TOKEN.slice())?.generation).toBe(7);
    // Bound again by somebody else: nobody here knows with what.
    held.confirm('a', 8, undefined);
    expect(held.slot('a', TOKEN)).toBeUndefined();
    held.confirm('a', 8, other);
    expect(held.slot('a', other)?.generation).toBe(8);
  });

  it('presents again before the node forgets', () => {
    const slot = new HeldSlot(1, TOKEN);
    slot.presented(id(1), 1000);
    expect(slot.holds(id(1), 1000 + PRESENT_AGAIN_MS)).toBe(true);
    expect(slot.holds(id(1), 1001 + PRESENT_AGAIN_MS)).toBe(false);
  });

  it('does not take another id for the one it holds, even with the same first 48 bits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.integer({ min: 0, max: 31 }), (original, at) => {
        const slot = new HeldSlot(1, TOKEN);
        slot.presented(original, 0);
        const other = original.slice();
        other[at] = (other[at] ?? 0) ^ 1;
        expect(slot.holds(original.slice(), 0)).toBe(true);
        expect(slot.holds(other, 0)).toBe(false);
      }),
    );
  });

  it('is bounded in slots and in materials per slot', () => {
    const held = new HeldTokens();
    for (let index = 0; index < 5000; index++) held.confirm(`t${String(index)}`, index + 1, TOKEN);
    expect(held.slot('t0', TOKEN)).toBeUndefined();
    expect(held.slot('t4999', TOKEN)).toBeDefined();
    const slot = new HeldSlot(1, TOKEN);
    const wide = (index: number): Uint8Array => new Uint8Array(32).fill(index >> 8, 0, 1).fill(index & 0xff, 1, 2);
    for (let index = 0; index < 1500; index++) slot.presented(wide(index), 0);
    expect(slot.holds(wide(0), 0)).toBe(false);
    expect(slot.holds(wide(1499), 0)).toBe(true);
  });
});
