import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliError } from '../cli-error.js';
import { identifyProcess } from '../processes.js';
import { lockFolder, type FolderLock } from './folder-lock.js';

let folder: string;
const sources = { monotonic: systemMonotonic, rng: new SystemRng() };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongroom-lock-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function deadProcess(): Promise<{ pid: number; startTime: string }> {
  const child = spawn(process.execPath, ['-e', '']);
  const identity = identifyProcess(child.pid ?? 0) ?? { pid: child.pid ?? 0, startTime: '1' };
  await new Promise((resolve) => child.once('exit', resolve));
  return identity;
}

function writeLock(content: object | string): void {
  writeFileSync(join(folder, 'lock'), typeof content === 'string' ? content : JSON.stringify(content));
}

describe('folder lock', () => {
  it('names its holder and is gone after release', async () => {
    const lock = await lockFolder(folder, sources);
    const content = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as { pid: number; startTime: string };
    expect(content).toMatchObject({ pid: process.pid, startTime: identifyProcess(process.pid)?.startTime });
    lock.release();
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('waits for its bound, then says who has it', async () => {
    const lock = await lockFolder(folder, sources);
    const second = lockFolder(folder, { ...sources, waitMs: 60 });
    await expect(second).rejects.toThrow(CliError);
    await expect(second).rejects.toThrow(`process ${String(process.pid)}`);
    lock.release();
  });

  it('is had as soon as the holder releases it', async () => {
    const first = await lockFolder(folder, sources);
    const second = lockFolder(folder, sources);
    first.release();
    (await second).release();
  });

  it('is taken over from a process that has ended', async () => {
    writeLock({ ...(await deadProcess()), host: hostname(), nonce: 'dead' });
    const lock = await lockFolder(folder, { ...sources, waitMs: 0 });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over when the pid belongs to a younger process', async () => {
    writeLock({ pid: process.pid, startTime: '1', host: hostname(), nonce: 'recycled' });
    (await lockFolder(folder, { ...sources, waitMs: 0 })).release();
  });

  it.each(['', '{', 'null', '{"pid":"x"}'])('is taken over when its content is %j', async (content) => {
    writeLock(content);
    (await lockFolder(folder, { ...sources, waitMs: 0 })).release();
  });

  it('is never taken from another machine', async () => {
    writeLock({ pid: 1, startTime: '1', host: 'elsewhere', nonce: 'n' });
    await expect(lockFolder(folder, { ...sources, waitMs: 0 })).rejects.toThrow('on elsewhere');
  });

  it('has one winner when many starts see the same dead holder', async () => {
    writeLock({ ...(await deadProcess()), host: hostname(), nonce: 'dead' });
    const attempts = Array.from({ length: 8 }, () => lockFolder(folder, { ...sources, waitMs: 0 }));
    const settled = await Promise.allSettled(attempts);
    const winners = settled.filter((each): each is PromiseFulfilledResult<FolderLock> => each.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    winners[0]?.value.release();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('is not removed by someone who no longer has it', async () => {
    const lock = await lockFolder(folder, sources);
    writeLock({ pid: 1, startTime: '1', host: 'elsewhere', nonce: 'other' });
    lock.release();
    expect(existsSync(join(folder, 'lock'))).toBe(true);
  });
});
