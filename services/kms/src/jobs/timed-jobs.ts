/**
 * What happens by itself when its time comes. One pass at a time goes through everything that is due, in order of time,
 * tenants side by side and the things of one tenant one after the other. Nothing is remembered between passes: a job's
 * list is in the store, and what is not done is still in it.
 */
import type { Region } from '@strongroom/core/ids.js';
import type { Timer } from '@strongroom/core/time.js';
import type { Services } from '../services.js';
import { deleteDueKeys } from './delete-due-keys.js';
import { expireDueMaterials } from './expire-due-materials.js';
import { finishPrimaryUpdates } from './finish-primary-updates.js';
import { finishReplicas } from './finish-replicas.js';
import { rotateDueKeys } from './rotate-due-keys.js';
import { rounds, type DueItem } from './rounds.js';
import type { Due, TimedJob } from './timed-job.js';

const PERIOD_MS = 1000;
/** Tenants that a pass works for at the same time. */
const LANES = 8;
/** Of one tenant in one pass: who has very much due does not delay the others' by all of it. */
const ITEMS_PER_ACCOUNT_MAX = 256;
/** Of one tenant in one pass: a job that has failed for so many, perhaps at its time limit, waits for the next pass. */
const FAILING_KEYS_MAX = 3;

/** What one pass over one Region has come to. */
class Pass {
  done = 0;
  /** An account had more than its share. */
  cut = false;
  readonly #taken = new Map<string, number>();
  /** Keys by job and account. */
  readonly #failing = new Map<string, Set<string>>();

  /**
   * False when the account has had its share, and where this job has just failed for the key or for several of the
   * account: its HSM slot may be stuck. One key alone does not keep the others waiting.
   */
  take(job: TimedJob, { accountId, keyId }: Due): boolean {
    const failing = this.#failing.get(`${job.name} ${accountId}`);
    if (failing !== undefined && (failing.size >= FAILING_KEYS_MAX || failing.has(keyId))) return false;
    const taken = this.#taken.get(accountId) ?? 0;
    if (taken >= ITEMS_PER_ACCOUNT_MAX) {
      this.cut = true;
      return false;
    }
    this.#taken.set(accountId, taken + 1);
    return true;
  }

  fail(job: TimedJob, { accountId, keyId }: Due): void {
    const name = `${job.name} ${accountId}`;
    const failing = this.#failing.get(name) ?? new Set();
    this.#failing.set(name, failing.add(keyId));
  }
}

export class TimedJobs {
  readonly #services: Services;
  readonly #jobs: readonly TimedJob[];
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(services: Services, jobs: readonly TimedJob[] = allJobs(services)) {
    this.#services = services;
    this.#jobs = jobs;
  }

  start(): void {
    this.#timer = this.#services.monotonic.every(
      PERIOD_MS,
      () => {
        if (this.#running === undefined) void this.run();
      },
      { ref: false },
    );
  }

  /** Ends when the items in progress have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  /** Resolves when everything that is due now has been tried. Failures are logged; what failed is still due. */
  run(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#runUntilDone().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Whether something is still due, because it failed, could not be tried or came due only now. */
  async isDue(): Promise<boolean> {
    const { regions, clock } = this.#services;
    for (const region of regions.keys()) {
      const first = await rounds(this.#jobs, region, clock.now()).next();
      if (first.done !== true) return true;
    }
    return false;
  }

  /** What the passes until a point in time will destroy, oldest first, at most `linesMax` per Region. */
  async destroyedUntil(until: number, linesMax: number): Promise<string[]> {
    const lines: string[] = [];
    for (const region of this.#services.regions.keys()) lines.push(...(await this.#destroyed(region, until, linesMax)));
    return lines;
  }

  async #destroyed(region: Region, until: number, linesMax: number): Promise<string[]> {
    const destroying = this.#jobs.filter((job) => job.destroys !== undefined);
    const lines: string[] = [];
    for await (const round of rounds(destroying, region, until)) {
      lines.push(...round.map(({ job, due }) => job.destroys?.(region, due) ?? ''));
      if (lines.length > linesMax) return [...lines.slice(0, linesMax), `destroy more in ${region}`];
    }
    return lines;
  }

  async #runUntilDone(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await Promise.all([...this.#services.regions.keys()].map((region) => this.#runRegion(region)));
    }
  }

  async #runRegion(region: Region): Promise<void> {
    const pass = new Pass();
    try {
      await this.#walk(region, pass);
    } catch (error) {
      this.#services.log.error({ err: error, region }, 'looking for what is due failed');
    }
    if (pass.done === 0) return;
    this.#services.log.info({ region, done: pass.done }, 'what came due is done');
    if (pass.cut) this.#again = true;
  }

  async #walk(region: Region, pass: Pass): Promise<void> {
    const until = this.#services.clock.now();
    const runnable = this.#jobs.filter((job) => job.canRun?.(region) !== false);
    for await (const round of rounds(runnable, region, until)) {
      const waiting = byAccount(round).values();
      const lane = async (): Promise<void> => {
        for (const items of waiting) await this.#runInOrder(region, items, pass);
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      if (this.#stopped) return;
    }
  }

  async #runInOrder(region: Region, items: readonly DueItem[], pass: Pass): Promise<void> {
    for (const { job, due } of items) {
      if (this.#stopped) return;
      if (!pass.take(job, due)) continue;
      try {
        if (await job.run(region, due)) pass.done += 1;
      } catch (error) {
        const { accountId, keyId } = due;
        this.#services.log.warn({ err: error, job: job.name, region, accountId, keyId }, 'what came due failed');
        pass.fail(job, due);
      }
    }
  }
}

function allJobs(services: Services): TimedJob[] {
  return [
    deleteDueKeys(services),
    expireDueMaterials(services),
    finishPrimaryUpdates(services),
    finishReplicas(services),
    rotateDueKeys(services),
  ];
}

function byAccount(round: readonly DueItem[]): Map<string, DueItem[]> {
  const lanes = new Map<string, DueItem[]>();
  for (const item of round) {
    const lane = lanes.get(item.due.accountId);
    if (lane === undefined) lanes.set(item.due.accountId, [item]);
    else lane.push(item);
  }
  return lanes;
}
