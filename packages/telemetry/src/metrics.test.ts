import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { HistogramChild } from './instruments.js';
import { boundedLabel, OTHER_LABEL } from './labels.js';
import { Metrics } from './metrics.js';
import { type MetricsServer, startMetricsServer } from './metrics-server.js';

describe('Metrics', () => {
  it('exposes counters, gauges and histograms in Prometheus text format', async () => {
    const metrics = new Metrics('kms', { region: 'eu-central-1' });
    const served = metrics.counter({
      name: 'strongroom_served_total',
      help: 'Served.',
      labelNames: ['operation', 'outcome'],
    });
    const encrypt = served.labels('Encrypt', 'ok');
    encrypt.inc();
    encrypt.inc(2);
    expect(served.labels('Encrypt', 'ok')).toBe(encrypt);
    metrics.gauge({ name: 'strongroom_queue', help: 'Queued.' }).labels().set(7);
    metrics.observedGauge({ name: 'strongroom_slots', help: 'Slots.' }, () => 5);
    const latency = metrics.histogram({ name: 'strongroom_seconds', help: 'Latency.', labelNames: ['op'] }, [0.1, 1]);
    for (const value of [0.05, 0.1, 0.5, 3, NaN]) latency.labels('a').observe(value);
    const text = await metrics.expose();
    const lines = text.split('\n');
    expect(lines).toContain('# TYPE strongroom_served_total counter');
    expect(lines).toContain(
      'strongroom_served_total{operation="Encrypt",outcome="ok",region="eu-central-1",service="kms"} 3',
    );
    expect(lines).toContain('strongroom_queue{region="eu-central-1",service="kms"} 7');
    expect(lines).toContain('strongroom_slots{region="eu-central-1",service="kms"} 5');
    expect(lines).toContain('# TYPE strongroom_seconds histogram');
    const series = (suffix: string, le?: string): string => {
      const bound = le === undefined ? '' : `le="${le}",`;
      return `strongroom_seconds_${suffix}{${bound}op="a",region="eu-central-1",service="kms"}`;
    };
    expect(lines).toContain(`${series('bucket', '0.1')} 2`);
    expect(lines).toContain(`${series('bucket', '1')} 3`);
    expect(lines).toContain(`${series('bucket', '+Inf')} 4`);
    expect(lines).toContain(`${series('sum')} 3.65`);
    expect(lines).toContain(`${series('count')} 4`);
  });

  it('refuses a name twice, wrong labels and unsorted buckets', () => {
    const metrics = new Metrics('kms');
    const family = metrics.counter({ name: 'a_total', help: 'A.', labelNames: ['x'] });
    expect(() => metrics.gauge({ name: 'a_total', help: 'A.' })).toThrow(/already been registered/);
    expect(() => family.labels()).toThrow(/lacks label x/);
    expect(() => family.labels('1', '2')).toThrow(/too many labels/);
    expect(() => metrics.histogram({ name: 'b', help: 'B.' }, [1, 1])).toThrow(RangeError);
  });

  it('bounds the children of a family', () => {
    const family = new Metrics('kms').counter({ name: 'a_total', help: 'A.', labelNames: ['x'] });
    for (let index = 0; index < 10_000; index += 1) family.labels(String(index));
    const other = family.labels('one more');
    expect(family.labels('and another')).toBe(other);
    expect(family.labels(OTHER_LABEL)).toBe(other);
  });

  it('adds the process and its event loop', async () => {
    const metrics = new Metrics('kms');
    metrics.observeProcess();
    const text = await metrics.expose();
    expect(text).toMatch(/^process_resident_memory_bytes\{service="kms"\} \d/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds\{service="kms"\} /m);
  });
});

describe('HistogramChild', () => {
  it('counts each value in the first bucket that holds it (property)', () => {
    const bounds = [0.001, 0.5, 1, 10];
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 20 })), (values) => {
        const child = new HistogramChild(Float64Array.from(bounds));
        for (const value of values) child.observe(value);
        const expected = [...bounds, Infinity].map(
          (bound, index) => values.filter((value) => value <= bound && value > (bounds[index - 1] ?? -1)).length,
        );
        expect(child.counts).toEqual(expected);
      }),
    );
  });
});

describe('boundedLabel', () => {
  it('lets the first values through and folds the rest', () => {
    const label = boundedLabel(2);
    expect(['a', 'b', 'c', 'a', 'd'].map(label)).toEqual(['a', 'b', OTHER_LABEL, 'a', OTHER_LABEL]);
    expect(boundedLabel(5)('x'.repeat(1000))).toBe(OTHER_LABEL);
    expect(() => boundedLabel(0)).toThrow(RangeError);
  });
});

describe('startMetricsServer', () => {
  const servers: MetricsServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });

  it('serves metrics and health, and nothing else', async () => {
    let healthy = true;
    const metrics = new Metrics('hsm');
    metrics.counter({ name: 'a_total', help: 'A.' }).labels().inc();
    const server = await startMetricsServer({ host: '127.0.0.1', port: 0, metrics, healthy: () => healthy });
    servers.push(server);
    const get = async (path: string, init?: RequestInit): Promise<[number, string]> => {
      const response = await fetch(server.url + path, init);
      return [response.status, await response.text()];
    };
    expect(await get('/metrics')).toEqual([
      200,
      '# HELP a_total A.\n# TYPE a_total counter\na_total{service="hsm"} 1\n',
    ]);
    expect(await get('/healthz?x')).toEqual([200, 'ok\n']);
    healthy = false;
    expect(await get('/healthz')).toEqual([503, 'unavailable\n']);
    expect((await get('/'))[0]).toBe(404);
    expect((await get('/metrics', { method: 'POST', body: 'x' }))[0]).toBe(405);
    await expect(
      startMetricsServer({ host: '127.0.0.1', port: server.port, metrics, healthy: () => true }),
    ).rejects.toThrow(/cannot listen/);
    await server.stop();
    await expect(fetch(server.url)).rejects.toThrow();
  });
});
