/** A tenant has two threads on a node; what one of them holds, or has crashed over, says nothing about the other. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { Region } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import {
  encryptArguments,
  forgetMaterialsArguments,
  laneOf,
  SLOT_COMMAND,
  SLOW_LANE_BIT,
} from '@strongroom/proto/slot-protocol.js';
import { silentLogger } from '@strongroom/telemetry/log.js';
import { type HsmPool, openPool } from './pool.js';
import { type FakeFleet, startFakeFleet } from './testing/fake-fleet.js';
import type { FakeNode } from './testing/fake-node.js';
import { type FakeCommand, refusal } from './testing/fake-slots.js';
import { encryptRequest, statusOf, TENANT } from './testing/requests.js';

/** Nodes start and links open in real time, on whatever machine this is. */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const SLOW = { lane: 'slow' } as const;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

let fleet: FakeFleet;
let pool: HsmPool;
let node: FakeNode;

beforeEach(async () => {
  fleet = await startFakeFleet(1);
  node = must(fleet.nodes[0], 'one node');
  pool = openPool({
    region: 'eu-central-1' as Region,
    frontEndId: 'kms-1',
    nodes: fleet.addresses(),
    tls: fleet.tls,
    monotonic: systemMonotonic,
    rng: new SystemRng(),
    clockOffsetMs: () => 0,
    domainToken: () => Promise.resolve(undefined),
    log: silentLogger(),
  });
  await pool.whenReady(systemMonotonic.now() + 20_000);
});

afterEach(async () => {
  await pool.close();
  await fleet.stop();
});

it('marks slow commands, and attaches tokens until each lane has confirmed them', async () => {
  for (const lane of [{}, SLOW, {}, SLOW]) await pool.execute(encryptRequest('x', lane));
  expect(node.commands.map(({ command }) => laneOf(command))).toEqual(['fast', 'slow', 'fast', 'slow']);
  expect(node.commands.map(({ command }) => command & ~SLOW_LANE_BIT)).toEqual(Array(4).fill(SLOT_COMMAND.ENCRYPT));
  expect(node.commands.map(({ slotToken }) => slotToken.length > 0)).toEqual([true, true, false, false]);
  const ekts = node.commands.map(({ payload }) => encryptArguments.read(payload).material.ekt.length > 0);
  expect(ekts).toEqual([true, true, false, false]);
});

it('forgets what a slow slot held that has gone, and keeps believing in the fast one', async () => {
  for (const lane of [{}, SLOW]) await pool.execute(encryptRequest('x', lane));
  node.respond = (command) =>
    laneOf(command.command) === 'slow' && command.slotToken.length === 0
      ? refusal(command, 'NEED_SLOT_TOKEN')
      : node.slots.answer(command);
  expect(await statusOf(pool.execute(encryptRequest('x', SLOW)))).toBe('OK');
  await pool.execute(encryptRequest('x'));
  expect(node.commands.map(({ slotToken }) => slotToken.length > 0)).toEqual([true, true, false, true, false]);
});

it('lets a tenant back off in the lane whose thread crashes', async () => {
  node.respond = (command) =>
    laneOf(command.command) === 'slow' ? refusal(command, 'SLOT_CRASHED') : node.slots.answer(command);
  expect(await statusOf(pool.execute(encryptRequest('poison', SLOW)))).toBe('SLOT_CRASHED');
  expect(await statusOf(pool.execute(encryptRequest('more', SLOW)))).toBe('QUEUE_FULL');
  expect(await statusOf(pool.execute(encryptRequest('fine')))).toBe('OK');
});

it('waits for a slow answer as long as its node is heard', async () => {
  let asked: FakeCommand | undefined;
  node.respond = (command) => {
    asked = command;
    return undefined;
  };
  const slow = pool.execute(encryptRequest('slow', SLOW));
  await until(() => asked !== undefined);
  const heartbeats = (): number => node.frames.filter((frame) => frame.heartbeat !== undefined).length;
  const before = heartbeats();
  await until(() => heartbeats() >= before + 8);
  expect(pool.nodes()[0]?.state).toBe('linked');
  node.answerLater(node.slots.answer(must(asked, 'the command')));
  expect(Buffer.from(await slow).toString()).toBe('slow');
  expect(node.commands).toHaveLength(1);
});

it('tells both lanes to forget', async () => {
  node.respond = (command) => {
    expect(forgetMaterialsArguments.read(command.payload)).toHaveLength(1);
    return refusal(command, 'NEED_SLOT_TOKEN');
  };
  await pool.forget(TENANT, [new Uint8Array(32)], systemMonotonic.now() + 20_000);
  const { FORGET_MATERIALS } = SLOT_COMMAND;
  expect(node.commands.map(({ command }) => command)).toEqual([FORGET_MATERIALS, FORGET_MATERIALS | SLOW_LANE_BIT]);
  expect(node.commands.every(({ slotToken }) => slotToken.length === 0)).toBe(true);
});

it('does not wait beyond the deadline for a thread that is too busy to forget', async () => {
  node.respond = () => undefined;
  await pool.forget(TENANT, [new Uint8Array(32)], systemMonotonic.now() + 50);
  expect(pool.ready()).toBe(true);
});
