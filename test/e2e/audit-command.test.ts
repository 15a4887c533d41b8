/** `strongroom audit`, as people and as scripts use it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { createKey } from '../harness/fixtures.js';
import { strongroom } from '../harness/strongroom.js';

describe('strongroom audit', () => {
  const ready = inject('ready');
  const readyFile = inject('readyFile');
  const tenant = must(ready.tenants[0], 'a tenant');
  const door = new GrpcDoor(ready);
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-audit-'));
  afterAll(async () => {
    await door.close();
    rmSync(folder, { recursive: true });
  });

  it('finds what happened to a key', async () => {
    const key = await createKey(door, tenant);
    await door.call('DisableKey', { keyId: key.keyId }, tenant);
    const found = await strongroom(readyFile, ['audit', 'find', '--resource', key.arn, '--json']);
    expect([found.code, found.stderr]).toEqual([0, '']);
    const records = JSON.parse(found.stdout) as { eventName: string; recipientAccountId: string }[];
    expect(records.map((record) => [record.eventName, record.recipientAccountId])).toEqual([
      ['DisableKey', tenant.accountId],
      ['CreateKey', tenant.accountId],
    ]);
    const reading = await strongroom(readyFile, ['audit', 'find', '--resource', key.arn, '--kind', 'read']);
    expect(reading.stdout).toBe('no events\n');
  });

  it('verifies the trail, and misses the end that it does not have', async () => {
    const file = join(folder, 'heads.json');
    const first = await strongroom(readyFile, ['audit', 'verify', '--save-heads', file]);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('are whole');
    await createKey(door, tenant);
    expect((await strongroom(readyFile, ['audit', 'verify', '--heads', file])).code).toBe(0);
    const [head] = JSON.parse(readFileSync(file, 'utf8')) as { sequence: number }[];
    const sequence = must(head, 'a head').sequence + 1_000_000;
    writeFileSync(file, JSON.stringify([{ ...head, sequence }]));
    const missed = await strongroom(readyFile, ['audit', 'verify', '--heads', file]);
    expect(missed.code).toBe(1);
    expect(missed.stderr).toContain('it was cut off or replaced');
  });
});
