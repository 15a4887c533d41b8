import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { chooseNode, Placement, SPILL_IN_FLIGHT } from './placement.js';

const nodes = (count: number): { id: string }[] =>
  Array.from({ length: count }, (_, index) => ({ id: `hsm-${String(index + 1)}` }));
const tenants = Array.from({ length: 6000 }, (_, index) => String(100_000_000_000 + index * 7919));
const firstOf = (placement: Placement<{ id: string }>, tenant: string): string =>
  must(placement.order(tenant)[0], 'a node').id;

describe('rendezvous placement', () => {
  it('orders every node exactly once, whatever the order of configuration', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{1,12}$/), { minLength: 1, maxLength: 12 }),
        fc.string(),
        (ids, tenant) => {
          const forward = new Placement(ids.map((id) => ({ id }))).order(tenant);
          const backward = new Placement([...ids].reverse().map((id) => ({ id }))).order(tenant);
          expect(forward.map((node) => node.id)).toEqual(backward.map((node) => node.id));
          expect(forward.map((node) => node.id).sort()).toEqual([...ids].sort());
        },
      ),
    );
  });

  it('moves only the tenants of a node that goes, each to its own second choice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.nat(), fc.stringMatching(/^\d{12}$/), (count, pick, tenant) => {
        const all = nodes(count);
        const gone = must(all[pick % count], 'a node');
        const before = new Placement(all).order(tenant).map((node) => node.id);
        const after = new Placement(all.filter((node) => node !== gone)).order(tenant).map((node) => node.id);
        expect(after).toEqual(before.filter((id) => id !== gone.id));
      }),
    );
  });

  it.each([2, 3, 5, 8])('spreads tenants evenly over %d nodes, as first and as second choice', (count) => {
    const placement = new Placement(nodes(count));
    for (const rank of [0, 1]) {
      const counts = new Map<string, number>();
      for (const tenant of tenants) {
        const { id } = must(placement.order(tenant)[rank], 'a node');
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      const fair = tenants.length / count;
      for (const share of counts.values()) expect(Math.abs(share - fair) / fair).toBeLessThan(0.15);
      expect(counts.size).toBe(count);
    }
  });

  it('forgets cached orders when the membership changes', () => {
    const placement = new Placement(nodes(3));
    const tenant = must(
      tenants.find((each) => firstOf(placement, each) === 'hsm-3'),
      'a tenant of hsm-3',
    );
    placement.setNodes(nodes(2));
    expect(placement.order(tenant).map((node) => node.id)).not.toContain('hsm-3');
  });

  it('stays correct for more tenants than it remembers', () => {
    const placement = new Placement(nodes(3));
    const before = firstOf(placement, '000000000000');
    for (let index = 0; index < 12_000; index++) placement.order(`t${String(index)}`);
    expect(firstOf(placement, '000000000000')).toBe(before);
  });
});

describe('choosing a node', () => {
  const fake = (id: string, inFlight = 0, usable = true) => ({
    id,
    usable: () => usable,
    tenantInFlight: () => inFlight,
  });
  const busy = SPILL_IN_FLIGHT.fast;

  it.each([
    ['the first', [fake('a'), fake('b')], undefined, 'a'],
    ['the next when the first is not usable', [fake('a', 0, false), fake('b')], undefined, 'b'],
    ['nothing that was tried', [fake('a'), fake('b'), fake('c')], ['a', 'b'], 'c'],
    ['nothing when all were tried', [fake('a'), fake('b')], ['a', 'b'], undefined],
    ['nothing when none is usable', [fake('a', 0, false)], undefined, undefined],
    ['the second preferred when the first is busy', [fake('a', busy), fake('b', 3), fake('c')], undefined, 'b'],
    ['the less busy of the preferred', [fake('a', busy + 5), fake('b', busy + 1), fake('c')], undefined, 'b'],
    ['the first when both are equally busy', [fake('a', busy), fake('b', busy), fake('c')], undefined, 'a'],
  ])('takes %s', (_name, order, tried, expected) => {
    const triedNodes = tried === undefined ? undefined : order.filter((node) => tried.includes(node.id));
    expect(chooseNode(order, 'tenant', 'fast', 2, triedNodes)?.id).toBe(expected);
  });

  it('spills slow work sooner, because a node queues less of it', () => {
    const order = [fake('a', SPILL_IN_FLIGHT.slow), fake('b')];
    expect(chooseNode(order, 'tenant', 'fast', 2, undefined)?.id).toBe('a');
    expect(chooseNode(order, 'tenant', 'slow', 2, undefined)?.id).toBe('b');
  });
});
