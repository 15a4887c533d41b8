/** How a node starts: engines, metrics, configuration. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HsmFleet, makeAuthority, makeOperator, openAppliance } from './hsm-processes.js';

let fleet: HsmFleet;
beforeAll(async () => {
  fleet = new HsmFleet(await makeAuthority());
});
afterAll(() => {
  fleet.stopAll();
});

test('a node on the other engine passes its own self-tests', async () => {
  const noble = await fleet.start('hsm-5', { STRONGROOM_HSM_ENGINE: 'noble' });
  const { certificate } = await makeOperator(fleet.authority, 'admin-1', 'kms-operator');
  const appliance = openAppliance(noble.address, fleet.authority, certificate);
  const status = await appliance.getStatus();
  appliance.close();
  expect(status).toMatchObject({ state: 'UNINITIALIZED', engine: 'noble' });
  expect(status.selfTests.length).toBeGreaterThan(10);
  expect(status.selfTests.every(({ passed }) => passed)).toBe(true);
});

test('metrics name commands, tenants and the state', async () => {
  const started = await fleet.start('hsm-6');
  const text = await (await fetch(`${started.metricsUrl}/metrics`)).text();
  expect(text).toMatch(/strongroom_hsm_state_uninitialized\{[^}]*\} 1/);
  expect(text).toContain('strongroom_hsm_slots_max');
  expect((await fetch(`${started.metricsUrl}/healthz`)).status).toBe(200);
});

test('an unknown setting is an error', async () => {
  await expect(fleet.start('hsm-4', { STRONGROOM_HSM_SLOT_MAX: '3' })).rejects.toThrow(/SLOT_MAX: unknown/);
});
