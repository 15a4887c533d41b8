/** `strongroom key rotate` and `strongroom key rotation`, as people and as scripts use them. */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { createAlias, createKey, type TestKey } from '../harness/fixtures.js';
import { strongroom } from '../harness/strongroom.js';

interface RotationState {
  readonly arn: string;
  readonly enabled: boolean;
  readonly periodDays?: number;
  readonly nextRotationAt?: string;
  readonly materials: readonly { readonly materialId: string; readonly state: string; readonly by?: string }[];
}

describe('strongroom key rotate and key rotation', () => {
  const ready = inject('ready');
  const readyFile = inject('readyFile');
  const tenant = must(ready.tenants[0], 'a tenant');
  const door = new GrpcDoor(ready);
  let key: TestKey;
  let alias: string;

  beforeAll(async () => {
    key = await createKey(door, tenant);
    alias = await createAlias(door, tenant, key);
  });
  afterAll(() => door.close());

  async function rotation(...flags: string[]): Promise<RotationState> {
    const { code, stdout, stderr } = await strongroom(readyFile, ['key', 'rotation', alias, ...flags, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as RotationState;
  }

  it('rotates a key that is named by its alias, now', async () => {
    const before = await rotation();
    expect(before).toMatchObject({ arn: key.arn, enabled: false });
    expect(before.materials).toHaveLength(1);
    const { code, stdout } = await strongroom(readyFile, ['key', 'rotate', alias]);
    expect(code).toBe(0);
    const after = await rotation();
    expect(after.materials).toMatchObject([
      { materialId: before.materials[0]?.materialId, state: 'NON_CURRENT' },
      { state: 'CURRENT', by: 'ON_DEMAND' },
    ]);
    expect(stdout).toBe(`${key.arn}\nnow uses material ${after.materials[1]?.materialId ?? ''}\n`);
  });

  it('enables, changes and disables automatic rotation, and shows it', async () => {
    const yearly = await rotation('--enable');
    expect(yearly).toMatchObject({ enabled: true, periodDays: 365 });
    expect(Date.parse(must(yearly.nextRotationAt, 'a date'))).toBeGreaterThan(Date.now());
    expect(await rotation('--period', '90')).toMatchObject({ enabled: true, periodDays: 90 });
    const shown = await strongroom(readyFile, ['key', 'rotation', alias]);
    expect(shown.stdout).toMatch(/rotates automatically every 90 days, next on \d{4}-/);
    expect(shown.stdout).toMatch(/MATERIAL +STATE +ROTATED +BY/);
    expect(await rotation('--disable')).toMatchObject({ arn: key.arn, enabled: false });
  });

  it.each([[['--period', '89']], [['--disable', '--enable']], [['--disable', '--period', '90']]])(
    'refuses %j as wrong usage',
    async (flags) => {
      expect((await strongroom(readyFile, ['key', 'rotation', alias, ...flags])).code).toBe(2);
    },
  );

  it('says what the service refuses', async () => {
    const { keyId } = await createKey(door, tenant);
    await door.call('DisableKey', { keyId }, tenant);
    const { code, stderr } = await strongroom(readyFile, ['key', 'rotate', keyId]);
    expect(code).toBe(4);
    expect(stderr).toContain('is disabled.');
  });
});
