import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LaneRig, type RigJob } from '../testing/lane-rig.js';

test('property: whatever happens, every command is settled once, in the order of its tenant, within the cap', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('submit' as const), tenant: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('cancel' as const), index: fc.nat(60) }),
    fc.record({ kind: fc.constant('crash' as const), index: fc.nat(3) }),
    fc.record({ kind: fc.constant('finish' as const), tookMs: fc.integer({ min: 0, max: 200 }) }),
    fc.record({ kind: fc.constant('pass' as const), tookMs: fc.integer({ min: 0, max: 40_000 }) }),
  );
  const property = fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 60 }), (cap, steps) => {
    const rig = new LaneRig(cap);
    const jobs: RigJob[] = [];
    for (const each of steps) {
      if (each.kind === 'submit') jobs.push(rig.slow(each.tenant));
      else if (each.kind === 'cancel') Object.assign(jobs[each.index] ?? {}, { cancelled: true });
      else if (each.kind === 'crash') rig.slowThreads[each.index]?.end('a bug');
      else if (each.kind === 'finish') rig.finishSlow(each.tookMs);
      else rig.time.advance(each.tookMs);
      expect(rig.slowThreads.length).toBeLessThanOrEqual(cap);
    }
    for (let count = 0; count < 2 * jobs.length + 2; count += 1) rig.finishSlow(100);
    expect(jobs.map(({ status }) => status)).not.toContain(undefined);
    expect([rig.lanes.waiting, rig.lanes.slow.tenantsWaiting]).toEqual([0, 0]);
    const worked = jobs.filter(({ status }) => status === 'OK');
    for (let tenant = 1; tenant <= 5; tenant += 1) {
      const ofTenant = worked.filter((job) => job.tenant === rig.tenant(tenant)).map(({ name }) => name);
      expect(rig.done.filter((name) => ofTenant.includes(name))).toEqual(ofTenant);
    }
  });
  fc.assert(property, { numRuns: 300 });
});
