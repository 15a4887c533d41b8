import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { expect, it } from 'vitest';
import { verifyChain } from '../audit/verify-chain.js';
import { eventsOf } from '../contract/commit-cases.js';
import { openStore } from '../open-store.js';

const ROUNDS = 12;
const DIST = new URL('../../dist/', import.meta.url).href;
const CORE = new URL('../../../core/dist/', import.meta.url).href;

/** Commits rows and events for as long as it lives, sixteen at a time, and prints each id once it is acknowledged. */
const PROGRAM = `
import { writeSync } from 'node:fs';
import { openStore } from '${DIST}open-store.js';
import { systemMonotonic, systemRealTime } from '${CORE}time.js';
const [file, round] = process.argv.slice(1);
const store = await openStore({ file, frontEndId: 'fe-1', clock: systemRealTime, monotonic: systemMonotonic });
let next = 0;
const work = async () => {
  for (;;) {
    const id = round + '-' + String(next++);
    const writes = next % 2 === 0 ? [] : [{ kind: 'insert', table: 'settings', row: { name: id, value: 'v' } }];
    await store.commit({ event: Buffer.from(id), writes, entities: writes.length === 0 ? [] : [id] });
    writeSync(1, id + '\\n');
  }
};
await Promise.all(Array.from({ length: 16 }, work));
`;

/**
 * Runs the program and kills it within a random time after its first acknowledgement. @returns the ids it had printed.
 */
async function runAndKill(file: string, round: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, file, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => (output += text));
  await once(child.stdout, 'data');
  await sleep(Math.random() * 80);
  child.kill('SIGKILL');
  await once(child, 'close');
  // The last line may be cut off.
  return output.split('\n').slice(0, -1);
}

it('kill -9 loses nothing that was acknowledged, and rows, feed and chain agree', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-kill-'));
  const file = join(folder, 'strongroom.db');
  const acknowledged: string[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      acknowledged.push(...(await runAndKill(file, round)));
      const store = await openStore({
        file,
        frontEndId: 'fe-1',
        clock: systemRealTime,
        monotonic: systemMonotonic,
        integrity: 'quick',
      });
      const report = await verifyChain(store.reads, 'fe-1', systemMonotonic);
      expect(report.broken).toBeUndefined();
      const events = new Set(await eventsOf(store, 'fe-1'));
      expect(events.size).toBe(report.events);
      expect(acknowledged.filter((id) => !events.has(id))).toEqual([]);
      let rows = 0;
      for (const id of events) rows += (await store.reads.setting(id)) === undefined ? 0 : 1;
      expect(await store.reads.changeSeq()).toBe(rows);
      const written = acknowledged.filter((id) => Number(id.split('-')[1]) % 2 === 0);
      for (const id of written) expect(await store.reads.setting(id)).toBe('v');
      await store.close();
    }
    expect(acknowledged.length).toBeGreaterThan(ROUNDS * 16);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
