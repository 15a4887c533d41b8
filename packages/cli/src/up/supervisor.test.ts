import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '@strongroom/core/assert.js';
import { FakeTime } from '@strongroom/testkit/fake-time.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layoutOf } from '../layout.js';
import { type ReadyFile, readReadyFile } from '../ready-file.js';
import { frontEndSpec, nodeSpec, planNodes } from './child-specs.js';
import { readChildren } from './children-file.js';
import type { LaunchedProcess, LaunchEvents, LaunchSpec } from './launch.js';
import type { UpOptions } from './options.js';
import { Supervisor } from './supervisor.js';

const OPTIONS: UpOptions = {
  dataDir: '',
  ephemeral: false,
  nodes: 2,
  regions: ['eu-central-1', 'us-east-1'],
  auth: 'strict',
  readyFile: undefined,
  ports: { grpc: 1, http: 2, admin: 3, metrics: 4 },
  logLevel: 'info',
  xks: { caFile: undefined, port: undefined, addresses: undefined, timeoutMs: undefined },
};
const TENANT = {
  accountId: '111122223333',
  name: 'demo-a',
  arn: 'a',
  accessKeyId: 'b',
  secretAccessKey: 'c',
  token: 'd',
};

interface Fake extends LaunchedProcess {
  readonly spec: LaunchSpec;
  readonly events: LaunchEvents;
  readonly signals: string[];
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongroom-supervisor-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function setUp() {
  const layout = layoutOf(folder);
  const time = new FakeTime();
  const processes: Fake[] = [];
  const stops: string[] = [];
  const nodes = planNodes(OPTIONS, [11, 12, 13, 14, 15, 16, 17, 18]);
  const supervisor = new Supervisor(
    {
      layout,
      readyFiles: [layout.readyFile],
      regions: OPTIONS.regions,
      nodes: nodes.map((plan) => ({ plan, spec: nodeSpec(plan, layout, 'info') })),
      frontEnd: frontEndSpec({ nodes, ports: OPTIONS.ports, adminSpkiSha256: 'ab' }, layout, OPTIONS),
    },
    {
      monotonic: time.monotonic,
      notice: () => undefined,
      launch: (spec, events) => {
        const signals: string[] = [];
        const fake = {
          spec,
          events,
          signals,
          identity: { pid: 1000 + processes.length, startTime: '7' },
          signal: (signal: string) => {
            signals.push(signal);
            stops.push(`${signal} ${spec.name}`);
            events.onExit('exited with code 0');
          },
        };
        processes.push(fake);
        return fake;
      },
    },
  );
  return { layout, time, processes, supervisor, stops };
}

function serve(fake: Fake): void {
  const names = fake.spec.name === 'kms-1' ? ['grpc', 'http', 'admin', 'metrics'] : ['link', 'metrics'];
  const addresses = Object.fromEntries(names.map((name) => [name, `127.0.0.1:${name}`]));
  fake.events.onLine(JSON.stringify({ event: 'ready', addresses }));
}

describe('supervisor', () => {
  it('writes the ready file, in its shape, when all serve', async () => {
    const { layout, processes, supervisor } = setUp();
    const started = supervisor.start();
    expect(processes.map((each) => each.spec.name)).toEqual([
      'eu-central-1-hsm-1',
      'eu-central-1-hsm-2',
      'us-east-1-hsm-1',
      'us-east-1-hsm-2',
      'kms-1',
    ]);
    for (const each of processes) serve(each);
    expect(await started).toMatchObject({ admin: '127.0.0.1:admin' });
    supervisor.publish([TENANT]);
    expect(statSync(layout.readyFile).mode & 0o777).toBe(0o600);
    const ready = JSON.parse(readFileSync(layout.readyFile, 'utf8')) as ReadyFile;
    expect(ready).toEqual({
      region: 'eu-central-1',
      regions: ['eu-central-1', 'us-east-1'],
      kms: {
        grpc: '127.0.0.1:grpc',
        http: 'http://127.0.0.1:http',
        admin: '127.0.0.1:admin',
        metrics: 'http://127.0.0.1:metrics/metrics',
        caFile: layout.caFile,
      },
      hsm: processes.slice(0, 4).map((each, index) => ({
        id: each.spec.name,
        region: index < 2 ? 'eu-central-1' : 'us-east-1',
        pid: 1000 + index,
        address: '127.0.0.1:link',
        metrics: 'http://127.0.0.1:metrics/metrics',
      })),
      pids: { supervisor: process.pid, kms: 1004 },
      tenants: [TENANT],
    });
  });

  it('follows a new pid when the new process serves', async () => {
    const { layout, processes, supervisor, time } = setUp();
    const started = supervisor.start();
    for (const each of processes) serve(each);
    await started;
    supervisor.publish([TENANT]);
    must(processes[1], 'a node').events.onExit('was killed by SIGKILL');
    time.advance(100);
    expect(readReadyFile(layout.readyFile)?.hsm[1]?.pid).toBe(1001);
    serve(must(processes[5], 'the new process'));
    expect(readReadyFile(layout.readyFile)?.hsm[1]?.pid).toBe(1005);
    const records = readChildren(layout.childrenFile);
    expect(records.find((each) => each.name === 'eu-central-1-hsm-2')).toMatchObject({ pid: 1005, crashes: 1 });
  });

  it('stops the front end first, then the nodes, and removes what describes a running installation', async () => {
    const { layout, processes, supervisor, stops } = setUp();
    const started = supervisor.start();
    for (const each of processes) serve(each);
    await started;
    supervisor.publish([TENANT]);
    await supervisor.stop();
    expect(stops[0]).toBe('SIGTERM kms-1');
    expect(stops).toHaveLength(5);
    expect(existsSync(layout.readyFile)).toBe(false);
    expect(existsSync(layout.childrenFile)).toBe(false);
  });

  it('goes on when its files cannot be written, and writes them when they can', async () => {
    const { layout, processes, supervisor, time } = setUp();
    const started = supervisor.start();
    for (const each of processes) serve(each);
    await started;
    supervisor.publish([TENANT]);
    rmSync(layout.childrenFile);
    mkdirSync(join(layout.childrenFile, 'in-the-way'), { recursive: true });
    must(processes[1], 'a node').events.onExit('was killed by SIGKILL');
    time.advance(100);
    serve(must(processes[5], 'the new process'));
    expect(readReadyFile(layout.readyFile)?.hsm[1]?.pid).toBe(1001);
    rmSync(layout.childrenFile, { recursive: true });
    time.advance(1000);
    expect(readReadyFile(layout.readyFile)?.hsm[1]?.pid).toBe(1005);
    await supervisor.stop();
    expect(time.pendingTimers).toBe(0);
  });

  it('fails the start when a child stays down', async () => {
    const { processes, supervisor, time } = setUp();
    const started = supervisor.start();
    started.catch(() => undefined);
    for (let crash = 0; crash < 5; crash += 1) {
      must(processes.at(crash === 0 ? 4 : -1), 'the front end').events.onExit('exited with code 1');
      time.advance(1000);
    }
    await expect(started).rejects.toThrow('kms-1 does not start');
  });
});
