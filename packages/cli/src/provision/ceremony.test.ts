import { generateKeyPairSync } from 'node:crypto';
import type { AdminClient } from '@strongroom/client/admin-client.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemRealTime } from '@strongroom/core/time.js';
import { decodeDomainCommand } from '@strongroom/crypto/domain-command.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import { verifyQuorum } from '@strongroom/crypto/quorum.js';
import type { NodeStatus__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/NodeStatus.js';
import type { RegionStatus__Output } from '@strongroom/proto/gen/admin/strongroom/admin/v1/RegionStatus.js';
import { createCertificateAuthority, issueCertificate, type IssuedCertificate } from '@strongroom/rpc/pki.js';
import { FakeTime } from '@strongroom/testkit/fake-time.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { initializeFleet } from './ceremony.js';

const DOMAIN_ID = 'aa'.repeat(16);

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

function points() {
  return { signPublicPoint: point(), agreePublicPoint: point() };
}

function node(nodeId: string, state: string): NodeStatus__Output {
  return { nodeId, state, linked: false, ...points() };
}

/** One Region whose nodes become linked when its domain is made, except those that never do. */
function fakeFleet(
  nodes: NodeStatus__Output[],
  options: { domainId?: string; never?: string; members?: RegionStatus__Output['members'] } = {},
) {
  const asked: Initialize[] = [];
  const changes: Initialize[] = [];
  const members = options.members ?? [];
  let domainId = options.domainId ?? '';
  const admin = {
    describeFleet: () =>
      Promise.resolve({
        regions: [{ region: 'us-east-1', domainId, domainTokenVersion: domainId === '' ? 0 : 1, nodes, members }],
      }),
    changeDomain: (request: Initialize) => {
      changes.push(request);
      for (const each of nodes) each.linked = true;
      return Promise.resolve({});
    },
    initializeFleet: (request: Initialize) => {
      asked.push(request);
      domainId = DOMAIN_ID;
      members.push(...nodes.map(({ nodeId }) => ({ nodeId: nodeId ?? '', ...points() })));
      for (const each of nodes) each.linked = each.nodeId !== options.never;
      return Promise.resolve({});
    },
  };
  return { admin: admin as unknown as AdminClient, asked, changes };
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
    const { admin, asked, changes } = fakeFleet(nodes, { domainId: DOMAIN_ID });
    expect(await ceremony(admin, new FakeTime())).toEqual([]);
    expect([...asked, ...changes]).toEqual([]);
  });

  it('makes members of nodes that are new to the domain, all in one command', async () => {
    const [old, ...fresh] = ['hsm-1', 'hsm-2', 'hsm-3'].map((id) => node(id, 'uninitialized'));
    const member = { nodeId: 'hsm-1', ...points() };
    const nodes = [{ ...old, linked: true }, ...fresh];
    const { admin, changes } = fakeFleet(nodes, { domainId: DOMAIN_ID, members: [member] });
    expect(await ceremony(admin, new FakeTime())).toEqual([]);
    expect(changes).toHaveLength(1);
    const command = decodeDomainCommand(changes[0]?.command ?? new Uint8Array());
    if (command.command !== 'ModifyMembers') throw new Error('expected ModifyMembers');
    expect(command.baseVersion).toBe(1);
    expect(command.members.map(({ nodeId }) => nodeId)).toEqual(['hsm-1', 'hsm-2', 'hsm-3']);
    expect(Buffer.from(command.members[0]?.signPublic ?? [])).toEqual(member.signPublicPoint);
    expect(Buffer.from(command.members[2]?.agreePublic ?? [])).toEqual(fresh[1]?.agreePublicPoint);
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

  it("goes on without a node that bears a member's name and other keys, and says so", async () => {
    const nodes = [node('hsm-1', 'uninitialized'), node('hsm-2', 'uninitialized')];
    const { admin, changes } = fakeFleet(nodes, { never: 'hsm-2' });
    const time = new FakeTime();
    const done = ceremony(admin, time);
    await time.advanceAsync(6000);
    expect(await done).toEqual([expect.stringContaining('hsm-2 is not a member')]);
    expect(changes).toEqual([]);
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
