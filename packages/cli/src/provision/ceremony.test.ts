import { generateKeyPairSync } from 'node:crypto';
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { decodeDomainCommand } from '@strongroom/crypto/domain-command.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { verifyQuorum } from '@strongroom/crypto/quorum.js';
import type { NodeStatus__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/NodeStatus.js';
import { createCertificateAuthority, issueCertificate, type IssuedCertificate } from '@strongroom/rpc/pki.js';
import { FakeTime } from '@strongroom/testkit/fake-time.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { initializeFleet } from './ceremony.js';

interface Initialize {
  readonly region: string;
  readonly command: Uint8Array;
  readonly signatures: readonly { readonly operatorId: string; readonly signature: Uint8Array }[];
}

let operator: IssuedCertificate;
let frontEnd: IssuedCertificate;

beforeAll(async () => {
  const sources = { realTime: systemRealTime, rng: new SystemRng() };
  const authority = await createCertificateAuthority({ commonName: 'CA', validityDays: 1 }, sources);
  const request = { names: [], usages: ['clientAuth'] as const, validityDays: 1 };
  operator = await issueCertificate(authority, { commonName: 'admin', ...request }, sources);
  frontEnd = await issueCertificate(authority, { commonName: 'kms-1', ...request }, sources);
});

/** An uncompressed P-384 point. */
function point(): Buffer {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return der.subarray(der.length - 97);
}

function node(nodeId: string, state: string): NodeStatus__Output {
  return { nodeId, state, linked: false, signPublicPoint: point(), agreePublicPoint: point() };
}

/** One Region whose nodes become linked when its domain is made, except those that never do. */
function fakeFleet(nodes: NodeStatus__Output[], options: { domainId?: string; never?: string } = {}) {
  const asked: Initialize[] = [];
  let domainId = options.domainId ?? '';
  const admin = {
    describeFleet: () => Promise.resolve({ regions: [{ region: 'us-east-1', domainId, nodes }] }),
    initializeFleet: (request: Initialize) => {
      asked.push(request);
      domainId = 'aa';
      for (const each of nodes) each.linked = each.nodeId !== options.never;
      return Promise.resolve({});
    },
  };
  return { admin: admin as unknown as AdminClient, asked };
}

function ceremony(admin: AdminClient, time: FakeTime) {
  return initializeFleet({
    admin,
    operator,
    serviceHosts: new Map([['kms-1', frontEnd.certificatePem]]),
    monotonic: time.monotonic,
    rng: new SystemRng(),
    waitMs: 30_000,
  });
}

describe('the ceremony', () => {
  it('signs a command that its own rules accept', async () => {
    const nodes = [node('hsm-1', 'uninitialized'), node('hsm-2', 'uninitialized')];
    const { admin, asked } = fakeFleet(nodes);
    expect(await ceremony(admin, new FakeTime())).toEqual([]);
    expect(asked).toHaveLength(1);
    const [request] = asked;
    if (request === undefined) return;
    const command = decodeDomainCommand(request.command);
    if (command.command !== 'CreateDomain') throw new Error('expected CreateDomain');
    expect(command.members.map((member) => member.nodeId)).toEqual(['hsm-1', 'hsm-2']);
    expect(command.operators.map(({ id, role }) => `${id} ${role}`)).toEqual([
      'admin kms-operator',
      'kms-1 service-host',
    ]);
    const { operators, rules } = command;
    const quorum = { engine: opensslEngine, command: command.command, commandBytes: request.command, operators, rules };
    expect(verifyQuorum({ ...quorum, signatures: request.signatures })).toBe(true);
    expect(verifyQuorum({ ...quorum, signatures: [] })).toBe(false);
  });

  it('does nothing where the domain exists', async () => {
    const nodes = [{ ...node('hsm-1', 'operational'), linked: true }];
    const { admin, asked } = fakeFleet(nodes, { domainId: 'bb' });
    expect(await ceremony(admin, new FakeTime())).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('waits for every node before it signs: the command lists them all', async () => {
    const nodes = [node('hsm-1', 'uninitialized'), node('hsm-2', 'unreachable')];
    const { admin, asked } = fakeFleet(nodes);
    const time = new FakeTime();
    const done = ceremony(admin, time);
    await time.advanceAsync(5000);
    expect(asked).toEqual([]);
    Object.assign(nodes[1] ?? {}, { state: 'uninitialized' });
    await time.advanceAsync(200);
    expect(asked).toHaveLength(1);
    await done;
  });

  it('goes on without a node that is not a member, and says so', async () => {
    const { admin } = fakeFleet([node('hsm-1', 'uninitialized'), node('hsm-2', 'uninitialized')], { never: 'hsm-2' });
    const time = new FakeTime();
    const done = ceremony(admin, time);
    await time.advanceAsync(6000);
    expect(await done).toEqual([expect.stringContaining('hsm-2 is not a member')]);
  });

  it('gives up when no node comes, naming each', async () => {
    const { admin } = fakeFleet([node('hsm-1', 'unreachable')]);
    const time = new FakeTime();
    const done = ceremony(admin, time);
    done.catch(() => undefined);
    await time.advanceAsync(31_000);
    await expect(done).rejects.toThrow('hsm-1 is unreachable');
  });
});
