/** Fast and slow commands of one link. */
import { expect, it } from 'vitest';
import { SLOW_LANE_BIT } from '@strongroom/proto/slot-protocol.js';
import { LinkBench } from './testing/link-bench.js';

it('gives slow work the time that a thread may take which cannot be cancelled', () => {
  const bench = new LinkBench().greet();
  const slow = bench.submit('slow', { command: 3 | SLOW_LANE_BIT });
  bench.monotonic.endTurn();
  bench.link.abandon(slow);
  bench.live(140);
  expect(bench.downs).toEqual([]);
  bench.live(20);
  expect(bench.downs).toEqual([{ cause: 'suspect', detail: 'an abandoned command was never answered' }]);
});

it('lets no slow work that stays unanswered hold up what is fast, of any tenant', () => {
  const bench = new LinkBench().greet();
  for (const tenant of ['a', 'b', 'c', 'd', 'e', 'f']) {
    for (let index = 0; index < 150; index++) bench.submit('slow', { tenant, bytes: 8000, command: 3 | SLOW_LANE_BIT });
  }
  bench.monotonic.endTurn();
  const slow = bench.commands.length;
  expect(slow).toBeGreaterThan(100);
  expect(slow).toBeLessThan(200);
  for (let index = 0; index < 100; index++) bench.submit('fast', { tenant: 'a', bytes: 8000 });
  bench.submit('fast', { tenant: 'g' });
  bench.monotonic.endTurn();
  expect(bench.commands.length).toBe(slow + 101);
  expect(bench.commands.slice(slow).every(({ command }) => command === 3)).toBe(true);
  bench.events.onFrame({ results: [{ id: 1 }] });
  bench.monotonic.endTurn();
  expect(bench.commands.at(-1)?.command).toBe(3 | SLOW_LANE_BIT);
});
