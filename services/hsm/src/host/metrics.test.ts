import { expect, test } from 'vitest';
import { SLOW_LANE_BIT } from '@strongroom/proto/slot-protocol.js';
import { tenantId } from '../boundary/testing/inline-slot.js';
import { HsmMetrics } from './metrics.js';
import type { SlotJob } from './slot-job.js';

const job = (number: number, command: number): SlotJob => ({
  tenant: tenantId(String(number).padStart(12, '0')),
  command,
  payload: new Uint8Array(0),
  slotToken: new Uint8Array(0),
  deadlineAtMs: 0,
  cancelled: false,
  settle: () => undefined,
});

test('commands are counted by name, status, tenant and lane', async () => {
  const metrics = new HsmMetrics('hsm-1');
  for (const status of [0, 0, 3]) metrics.command(job(1, 3), status);
  metrics.command(job(1, 4711), 0);
  metrics.command(job(1, 3 | SLOW_LANE_BIT), 0);
  const text = await metrics.metrics.expose();
  const line = (labels: string): RegExp => new RegExp(`strongroom_hsm_commands_total\\{${labels}[^}]*\\}`);
  expect(text).toMatch(
    new RegExp(`${line('command="ENCRYPT",status="OK",tenant="000000000001",lane="fast"').source} 2`),
  );
  expect(text).toMatch(new RegExp(`${line('command="ENCRYPT",status="QUEUE_FULL"').source} 1`));
  expect(text).toMatch(
    new RegExp(`${line('command="ENCRYPT",status="OK",tenant="000000000001",lane="slow"').source} 1`),
  );
  expect(text).toMatch(line('command="unknown"'));
});

test('a flood of tenants does not become a flood of time series', async () => {
  const metrics = new HsmMetrics('hsm-1');
  for (let number = 0; number < 6000; number += 1) metrics.command(job(number, 3), 0);
  const text = await metrics.metrics.expose();
  const series = text.split('\n').filter((each) => each.startsWith('strongroom_hsm_commands_total{'));
  expect(series.length).toBeLessThanOrEqual(201);
  expect(series.find((each) => each.includes('tenant="other"'))).toMatch(/ 5800$/);
});
