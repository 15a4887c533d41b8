/**
 * What every gRPC tool expects of a server: health checks and reflection; and metrics that count without naming
 * secrets.
 */
import { readFileSync } from 'node:fs';
import { Client, credentials } from '@grpc/grpc-js';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes, createKey } from '../harness/fixtures.js';

describe('gRPC services', () => {
  const ready = inject('ready');
  const client = new Client(ready.kms.grpc, credentials.createSsl(readFileSync(ready.kms.caFile)), {
    'grpc.ssl_target_name_override': 'localhost',
  });
  afterAll(() => {
    client.close();
  });
  const asIs = (value: Buffer): Buffer => value;

  it('health says SERVING without credentials', async () => {
    const answer = await new Promise<Buffer>((resolve, reject) => {
      client.makeUnaryRequest('/grpc.health.v1.Health/Check', asIs, asIs, Buffer.alloc(0), (error, value) => {
        if (error !== null || value === undefined) reject(error ?? new Error('no answer'));
        else resolve(value);
      });
    });
    // HealthCheckResponse { status: 1 }: SERVING.
    expect([...answer]).toEqual([0x08, 0x01]);
  });

  it.each(['v1', 'v1alpha'])('reflection %s lists the service', async (version) => {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const call = client.makeBidiStreamRequest(path, asIs, asIs);
    const answer = await new Promise<string>((resolve, reject) => {
      call.on('data', (value: Buffer) => {
        resolve(value.toString('latin1'));
      });
      call.on('error', reject);
      // ServerReflectionRequest { list_services: "" } (field 7).
      call.write(Buffer.of(0x3a, 0x00));
    });
    call.end();
    expect(answer).toContain('strongroom.kms.v1.KeyManagementService');
  });
});

describe('Metrics', () => {
  const ready = inject('ready');
  const tenant = must(ready.tenants[0], 'a tenant');

  async function scrape(url: string): Promise<string> {
    const answer = await fetch(/\/metrics$/.test(url) ? url : `${url}/metrics`);
    expect(answer.status).toBe(200);
    return answer.text();
  }

  /** The sum of all samples whose line has these words. */
  function total(text: string, ...words: string[]): number {
    const lines = text
      .split('\n')
      .filter((line) => !line.startsWith('#') && words.every((word) => line.includes(word)));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  it('the front end counts operations by name and outcome', async () => {
    const door = new GrpcDoor(ready);
    const { keyId } = await createKey(door, tenant);
    const before = total(await scrape(ready.kms.metrics), 'operations_total', 'Encrypt', 'grpc');
    for (let call = 0; call < 5; call += 1) await door.call('Encrypt', { keyId, plaintext: bytes(8) }, tenant);
    await door.close();
    expect(total(await scrape(ready.kms.metrics), 'operations_total', 'Encrypt', 'grpc')).toBeGreaterThanOrEqual(
      before + 5,
    );
  });

  it('every process has metrics, and none of them holds a secret', async () => {
    for (const url of [ready.kms.metrics, ...ready.hsm.map((node) => node.metrics)]) {
      const text = await scrape(url);
      expect(text).toMatch(/^# HELP /m);
      for (const { token, secretAccessKey } of ready.tenants) {
        expect(text).not.toContain(token);
        expect(text).not.toContain(secretAccessKey);
      }
    }
  });
});
