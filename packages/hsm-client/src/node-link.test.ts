import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { HsmError } from '@strongroom/core/errors.js';
import { LINK_FRAME_MAX_BYTES } from '@strongroom/core/limits.js';
import { linkService } from '@strongroom/proto/load.js';
import type { ClientFrame, NodeFrame } from './frames.js';
import { LinkBench, WELCOME } from './testing/link-bench.js';

const encode = (frame: ClientFrame): Buffer => linkService().service.Exchange.requestSerialize(frame);

describe('a node link', () => {
  it('greets first, then sends what one turn asked for in one frame', () => {
    const bench = new LinkBench().greet();
    expect(bench.frames[0]).toEqual({ hello: { protocol: 1, frontEnd: 'kms-1', region: 'eu-central-1' } });
    for (let index = 0; index < 100; index++) bench.submit(String(index));
    expect(bench.frames).toHaveLength(1);
    bench.monotonic.endTurn();
    expect(bench.frames).toHaveLength(2);
    expect(bench.commands.map((command) => command.id)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });

  it('never sends a frame over 256 KiB, and fills frames where there is enough', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 65_536 }), { minLength: 1, maxLength: 60 }), (sizes) => {
        const bench = new LinkBench().greet();
        bench.clockOffsetMs = Number.MAX_SAFE_INTEGER;
        for (const bytes of sizes) bench.submit('x', { bytes });
        bench.monotonic.endTurn();
        for (const frame of bench.frames) expect(encode(frame).length).toBeLessThanOrEqual(LINK_FRAME_MAX_BYTES);
        const total = sizes.reduce((sum, size) => sum + size + 80, 0);
        expect(bench.frames.length - 1).toBeLessThanOrEqual(Math.ceil(total / (LINK_FRAME_MAX_BYTES - 70_000)));
      }),
      { numRuns: 30 },
    );
  });

  it('sends the deadline as what is left when the frame is written, and never what is over', () => {
    const bench = new LinkBench().greet();
    bench.room = 1;
    bench.submit('first', { inMs: 1000 });
    bench.monotonic.endTurn();
    bench.submit('waits', { inMs: 1000 });
    bench.submit('too late', { inMs: 200 });
    bench.monotonic.advance(400);
    bench.room = 10;
    bench.events.onDrain();
    bench.monotonic.endTurn();
    expect(bench.commands.map((command) => command.deadlineMs)).toEqual([1000, 600]);
    expect(bench.log).toContain('too late expired');
  });

  it('stops writing while the stream pushes back, and goes on in order when it drains', () => {
    const bench = new LinkBench().greet();
    bench.room = 2;
    for (let index = 0; index < 40; index++) bench.submit(String(index), { bytes: 60_000 });
    bench.monotonic.endTurn();
    expect(bench.frames).toHaveLength(3);
    bench.monotonic.advance(300);
    expect(bench.frames).toHaveLength(3);
    bench.room = Number.POSITIVE_INFINITY;
    bench.events.onDrain();
    bench.monotonic.endTurn();
    expect(bench.commands.map((command) => command.id)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('lets one tenant wait for another by no more than a turn of the ring, whatever floods the link', () => {
    const bench = new LinkBench({ windowBytes: 200_000 }).greet();
    for (let index = 0; index < 2000; index++) bench.submit('flood', { tenant: 'flood', bytes: 1000 });
    bench.monotonic.endTurn();
    const before = bench.commands.length;
    for (let index = 0; index < 5; index++) bench.submit('victim', { tenant: 'victim', bytes: 1000 });
    bench.monotonic.endTurn();
    // Nothing was answered yet: the victim goes into the reserve that the flood cannot fill.
    expect(bench.commands.slice(before).map((command) => command.tenant)).toEqual(Array(5).fill('victim'));
  });

  it('is bounded: what exceeds the bounds is refused at once', () => {
    const bench = new LinkBench({ tenantWaitingMax: 3 }).greet();
    for (let index = 0; index < 3; index++) bench.submit('x');
    expect(() => bench.submit('x')).toThrow(new HsmError('QUEUE_FULL', 'the link has too much waiting'));
    expect(() => bench.submit('x', { tenant: 'other', bytes: 65_537 })).toThrow(HsmError);
    bench.submit('fine', { tenant: 'other' });
  });

  it('cancels what was written, drops what was not, and keeps the id until the node has answered', () => {
    const bench = new LinkBench().greet();
    const written = bench.submit('written');
    bench.monotonic.endTurn();
    const waiting = bench.submit('waiting');
    bench.link.abandon(waiting);
    bench.link.abandon(written);
    bench.monotonic.endTurn();
    expect(bench.frames.at(-1)).toEqual({ cancels: [1] });
    expect(bench.commands).toHaveLength(1);
    expect(bench.link.inFlight).toBe(1);
    bench.events.onFrame({ results: [{ id: 1, status: 5 }] });
    expect(bench.link.inFlight).toBe(0);
    expect(bench.log).toEqual(['greeted boot-1']);
    expect(bench.downs).toEqual([]);
  });

  it('is replaced when an abandoned command is never answered', () => {
    const bench = new LinkBench().greet();
    const stuck = bench.submit('stuck');
    bench.monotonic.endTurn();
    bench.link.abandon(stuck);
    bench.live(40);
    expect(bench.downs).toEqual([{ cause: 'suspect', detail: 'an abandoned command was never answered' }]);
  });

  it('carries heartbeats and the clock offset', () => {
    const bench = new LinkBench().greet();
    bench.clockOffsetMs = 86_400_000;
    bench.monotonic.advance(100);
    expect(bench.frames.at(-1)).toEqual({ heartbeat: { sequence: 1 }, clockOffsetMs: 86_400_000 });
    expect(encode(must(bench.frames.at(-1), 'a frame')).length).toBeLessThan(16);
    bench.events.onFrame({ heartbeat: { sequence: 1 }, clockOffsetMs: 86_400_000 });
    expect(bench.log.at(-1)).toBe('clock 86400000');
  });

  it('hands everything on when the node falls silent: written and waiting', () => {
    const bench = new LinkBench().greet();
    bench.submit('written');
    bench.monotonic.endTurn();
    bench.room = 1;
    bench.submit('last');
    bench.monotonic.endTurn();
    bench.submit('waiting');
    bench.monotonic.advance(600);
    expect(bench.downs).toEqual([{ cause: 'suspect', detail: 'the node is silent' }]);
    expect(bench.log.slice(1)).toEqual([
      'written lost suspect written',
      'last lost suspect written',
      'waiting lost suspect',
    ]);
    expect(bench.cancelled).toBe(true);
    bench.events.onFrame({ results: [{ id: 1 }] });
    bench.events.onEnd('late', false);
    expect(bench.downs).toHaveLength(1);
  });

  it('goes down when the node does not greet in time, or greets wrongly', () => {
    const silent = new LinkBench();
    silent.monotonic.advance(3000);
    expect(silent.downs[0]?.cause).toBe('ended');
    const cases: [NodeFrame, string][] = [
      [{ results: [] }, 'violation'],
      [{ welcome: { ...WELCOME, protocol: 2 } }, 'incompatible'],
      [{ welcome: { ...WELCOME, nodeId: 'hsm-2' } }, 'incompatible'],
      [{ welcome: { ...WELCOME, bootId: '' } }, 'violation'],
      [{ welcome: { ...WELCOME, domainId: new Uint8Array(15) } }, 'violation'],
    ];
    for (const [frame, cause] of cases) {
      const bench = new LinkBench();
      bench.events.onFrame(frame);
      expect(bench.downs[0]?.cause).toBe(cause);
      expect(bench.link.up).toBe(false);
    }
  });

  it.each([
    ['an unknown id', [{ id: 9 }]],
    ['an answer twice', [{ id: 1 }, { id: 1 }]],
    ['an answer without an id', [{}]],
    ['an oversized answer', [{ id: 1, payload: new Uint8Array(65_537) }]],
  ])('goes down over %s and hands on what was not answered', (_name, results) => {
    const bench = new LinkBench().greet();
    bench.submit('a');
    bench.submit('b');
    bench.monotonic.endTurn();
    bench.events.onFrame({ results });
    expect(bench.downs[0]?.cause).toBe('violation');
    expect(bench.log.at(-1)).toBe('b lost violation written');
  });

  it('survives any frame, and settles every attempt exactly once', () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    const u32 = fc.integer({ min: 0, max: 12 });
    const option = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
      fc.option(arbitrary, { nil: undefined });
    const frame = fc.record(
      {
        welcome: fc.constantFrom(WELCOME, { ...WELCOME, protocol: 0 }, {}),
        results: fc.array(
          fc.record({ id: option(u32), status: option(u32), payload: option(bytes), slotGeneration: option(u32) }),
        ),
        heartbeat: fc.constant({ sequence: 1 }),
        load: fc.record({ queued: option(u32), draining: option(fc.boolean()) }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        const bench = new LinkBench().greet();
        for (let index = 0; index < 10; index++) bench.submit(String(index));
        bench.monotonic.endTurn();
        for (const each of frames) bench.events.onFrame(each as NodeFrame);
        bench.link.close('the end');
        const settled = bench.log.filter((line) => /^\d/.test(line)).map((line) => line.split(' ')[0]);
        expect(settled).toHaveLength(10);
        expect(new Set(settled).size).toBe(10);
      }),
    );
  });
});
