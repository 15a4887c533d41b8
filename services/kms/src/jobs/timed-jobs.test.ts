import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HsmError } from '@strongroom/core/errors.js';
import type { DuePosition } from '@strongroom/storage/store.js';
import { frontEndFixture } from '../testing/front-end-fixture.js';
import type { Due, TimedJob } from './timed-job.js';
import { TimedJobs } from './timed-jobs.js';

const DAY_MS = 86_400_000;

/** A job over entries in memory. Doing one removes it, and may bring it back `againMs` later. */
class ListJob implements TimedJob {
  readonly name: string;
  readonly done: Due[] = [];
  readonly #entries: (Due & { readonly againMs?: number })[];
  readonly #now: () => number;
  broken: (due: Due) => boolean = () => false;

  constructor(name: string, entries: readonly (Due & { readonly againMs?: number })[], now: () => number) {
    this.name = name;
    this.#entries = [...entries];
    this.#now = now;
  }

  due(_region: string, until: number, after: DuePosition, limit: number): Promise<Due[]> {
    const position = ({ at, id }: Due) => at > after.at || (at === after.at && id > after.id);
    const entries = this.#entries.filter((entry) => entry.at <= until && position(entry));
    return Promise.resolve(entries.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).slice(0, limit));
  }

  run(_region: string, due: Due): Promise<boolean> {
    if (this.broken(due)) return Promise.reject(new HsmError('DEVICE_ERROR'));
    const index = this.#entries.findIndex((entry) => entry.id === due.id && entry.at === due.at);
    const [entry] = this.#entries.splice(index, 1);
    expect(due.at).toBeLessThanOrEqual(this.#now());
    this.done.push(due);
    if (entry?.againMs !== undefined) this.#entries.push({ ...entry, at: entry.at + entry.againMs });
    return Promise.resolve(true);
  }

  get left(): number {
    return this.#entries.filter((entry) => entry.at <= this.#now()).length;
  }
}

async function fixture(lists: Readonly<Record<string, readonly (Due & { againMs?: number })[]>>) {
  const { services } = await frontEndFixture();
  const start = services.clock.now();
  const shift = (due: Due & { againMs?: number }) => ({ ...due, at: start + due.at });
  const now = () => services.clock.now();
  const jobs = Object.entries(lists).map(([name, entries]) => new ListJob(name, entries.map(shift), now));
  return { services, start, jobs, runner: new TimedJobs(services, jobs) };
}

const entry = (accountId: string, number: number, at: number, againMs?: number): Due & { againMs?: number } => ({
  at,
  id: `${accountId}-${String(number).padStart(4, '0')}`,
  keyId: `k${String(number)}`,
  accountId,
  ...(againMs === undefined ? {} : { againMs }),
});

describe('timed jobs', () => {
  it('do nothing before its time, and everything once when it has come, however far the clock jumps', async () => {
    const random = fc.record({
      entries: fc.array(
        fc.record({
          list: fc.constantFrom('a', 'b'),
          account: fc.constantFrom('1', '2', '3'),
          day: fc.integer({ min: 1, max: 900 }),
          everyDays: fc.option(fc.integer({ min: 90, max: 400 }), { nil: undefined }),
        }),
        { maxLength: 150 },
      ),
      jumps: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(random, async ({ entries, jumps }) => {
        const lists: Record<string, (Due & { againMs?: number })[]> = { a: [], b: [] };
        for (const [index, { list, account, day, everyDays }] of entries.entries()) {
          const again = everyDays === undefined ? undefined : everyDays * DAY_MS;
          lists[list]?.push(entry(account, index, day * DAY_MS, again));
        }
        const { services, start, jobs, runner } = await fixture(lists);
        let days = 0;
        for (const jump of jumps) {
          days += jump;
          services.clock.adopt(days * DAY_MS);
          await runner.run();
          expect(jobs.map((job) => job.left)).toEqual([0, 0]);
        }
        expect(await runner.isDue()).toBe(false);
        const done = jobs.flatMap((job) => job.done);
        const times = done.map((due) => `${due.id} ${String((due.at - start) / DAY_MS)}`);
        const expected = entries.flatMap(({ account, day, everyDays }, index) => {
          const { id } = entry(account, index, 0);
          const repeats = everyDays === undefined ? 1 : Math.max(0, Math.floor((days - day) / everyDays) + 1);
          return day > days
            ? []
            : Array.from({ length: repeats }, (_, n) => `${id} ${String(day + n * (everyDays ?? 0))}`);
        });
        expect(times.sort()).toEqual(expected.sort());
      }),
      { numRuns: 40 },
    );
  });

  it('do the things of one tenant in order of time, across jobs, also where a list is longer than a page', async () => {
    const often = Array.from({ length: 130 }, (_, index) => entry('1', index, index + 1));
    const yearly = [entry('1', 500, 20, 365 * DAY_MS), entry('1', 501, 40 * DAY_MS), entry('2', 502, 30)];
    const { services, runner, jobs } = await fixture({ often, yearly });
    const order: Due[] = [];
    for (const job of jobs) {
      const { done } = job;
      done.push = (...due: Due[]) => order.push(...due.filter((each) => each.accountId === '1'));
    }
    services.clock.adopt(1000 * DAY_MS);
    await runner.run();
    const times = order.map((due) => due.at);
    expect(times).toHaveLength(130 + 3 + 1);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('go on with the others when something fails, and try it again in the next pass', async () => {
    const { services, runner, jobs } = await fixture({
      first: [entry('1', 1, 1), entry('1', 2, 2), entry('2', 3, 3)],
      second: [entry('1', 4, 4)],
    });
    const [first, second] = jobs;
    if (first === undefined || second === undefined) throw new Error('two jobs');
    first.broken = (due) => due.accountId === '1';
    services.clock.adopt(DAY_MS);
    await runner.run();
    expect(first.done.map((due) => due.keyId)).toEqual(['k3']);
    expect(second.done.map((due) => due.keyId)).toEqual(['k4']);
    expect(await runner.isDue()).toBe(true);
    first.broken = () => false;
    await runner.run();
    expect(first.done.map((due) => due.keyId)).toEqual(['k3', 'k1', 'k2']);
    expect(await runner.isDue()).toBe(false);
  });

  it('stop for a tenant when several of its keys have failed, until the next pass', async () => {
    const { services, runner, jobs } = await fixture({
      list: [1, 2, 3, 4, 5, 6].map((number) => entry('1', number, number)),
      other: [entry('1', 7, 7)],
    });
    const tried: string[] = [];
    const [list, other] = jobs;
    if (list === undefined || other === undefined) throw new Error('two jobs');
    list.broken = ({ keyId }) => {
      tried.push(keyId);
      return keyId !== 'k2';
    };
    services.clock.adopt(DAY_MS);
    await runner.run();
    expect(tried).toEqual(['k1', 'k2', 'k3', 'k4']);
    expect(other.done.map((due) => due.keyId)).toEqual(['k7']);
    list.broken = ({ keyId }) => keyId === 'k1';
    await runner.run();
    expect(list.done.map((due) => due.keyId)).toEqual(['k2', 'k3', 'k4', 'k5', 'k6']);
  });

  it('leave a key that has failed alone until the next pass', async () => {
    const { services, runner, jobs } = await fixture({
      list: [entry('1', 1, 1), { ...entry('1', 2, 2), keyId: 'k1' }, entry('1', 3, 3)],
    });
    const [list] = jobs;
    if (list === undefined) throw new Error('a job');
    list.broken = ({ id }) => id.endsWith('1');
    services.clock.adopt(DAY_MS);
    await runner.run();
    expect(list.done.map((due) => due.keyId)).toEqual(['k3']);
  });

  it('give a tenant with very much due no more than its share of a pass', async () => {
    const heavy = Array.from({ length: 600 }, (_, index) => entry('1', index, index + 1));
    const { services, runner, jobs } = await fixture({ list: [...heavy, entry('2', 900, 100_000)] });
    services.clock.adopt(DAY_MS);
    await runner.run();
    const done = jobs[0]?.done ?? [];
    expect(done).toHaveLength(601);
    expect(done.findIndex((due) => due.accountId === '2')).toBeLessThanOrEqual(300);
  });

  it('name what a move of the clock destroys, oldest first and bounded', async () => {
    const { services, runner, jobs } = await fixture({ keeps: [entry('1', 9, 1)], destroys: [] });
    const due = Array.from({ length: 150 }, (_, index) => entry('1', index, 150 - index));
    const doomed = new ListJob('doomed', due, () => 0);
    const runnerOf = new TimedJobs(services, [
      ...jobs,
      {
        name: 'doomed',
        due: doomed.due.bind(doomed),
        run: () => Promise.resolve(true),
        destroys: (_region, { keyId }) => `end of ${keyId}`,
      },
    ]);
    expect(await runnerOf.destroyedUntil(2, 10)).toEqual(['end of k149', 'end of k148']);
    const cut = await runnerOf.destroyedUntil(1000, 120);
    expect(cut).toHaveLength(121);
    expect(cut.at(-1)).toMatch(/^destroy more in /);
    expect(await runner.destroyedUntil(1000, 10)).toEqual([]);
  });

  it('look again when they are asked while a pass is under way', async () => {
    const { services, runner, jobs } = await fixture({ list: [entry('1', 1, DAY_MS), entry('1', 2, 2 * DAY_MS)] });
    services.clock.adopt(DAY_MS);
    const first = runner.run();
    services.clock.adopt(2 * DAY_MS);
    await Promise.all([first, runner.run()]);
    expect(jobs[0]?.done.map((due) => due.keyId)).toEqual(['k1', 'k2']);
  });

  it('end between two things when they are stopped', async () => {
    const { services, runner, jobs } = await fixture({
      list: Array.from({ length: 50 }, (_, index) => entry('1', index, index + 1)),
    });
    services.clock.adopt(DAY_MS);
    const running = runner.run();
    await runner.stop();
    await running;
    expect(jobs[0]?.done.length).toBeLessThan(50);
  });
});
