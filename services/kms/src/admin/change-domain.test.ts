import { beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { systemMonotonic } from '@strongroom/core/time.js';
import type { DomainCommand } from '@strongroom/crypto/domain-command.js';
import type { NodeView } from '@strongroom/hsm-client/node-view.js';
import { FakeDomain, NODE } from '../testing/fake-domain.js';
import { frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';
import type { AdminCall, AdminChange } from './admin-call.js';
import { changeDomain } from './change-domain.js';
import { domainTokenWrites } from './domain-command.js';

let domain: FakeDomain;
let frontEnd: FrontEndFixture;
let call: AdminCall;
let beforeCommit: () => Promise<void>;

beforeEach(async () => {
  domain = new FakeDomain(REGION);
  frontEnd = await frontEndFixture({ appliance: domain.appliance });
  const node = { id: NODE, linked: true, status: undefined, load: undefined } as unknown as NodeView;
  frontEnd.setNodes(true, [node]);
  const { services, store } = frontEnd;
  beforeCommit = () => Promise.resolve();
  call = {
    // Nobody waits five seconds here for a member that does not answer.
    services: { ...services, monotonic: { ...systemMonotonic, after: (_ms, run) => systemMonotonic.after(5, run) } },
    commit: async ({ writes, entities }: AdminChange) => {
      await beforeCommit();
      const outcome = await store.commit({ event: EMPTY_BYTES, writes, entities });
      if (outcome.kind === 'conflict') throw new KmsError('AlreadyExistsException', 'it exists already');
    },
  };
  const first = domain.token();
  await store.commit({ event: EMPTY_BYTES, ...domainTokenWrites(services, REGION, first) });
});

function moreRules(minSignatures = 1): DomainCommand {
  const { domainId, version, rules } = domain.state;
  const more = { command: 'CreateDomain', role: 'kms-operator', minSignatures } as const;
  return { command: 'ModifyRules', domainId, baseVersion: version, rules: [...rules, more] };
}

const send = (command: DomainCommand) => changeDomain(call, { region: REGION, ...domain.sign(command) } as never);
const storedVersion = async () => (await frontEnd.store.reads.latestDomainToken(REGION))?.version;

describe('ChangeDomain', () => {
  it('keeps the token, has the members join, and describes the new domain', async () => {
    const { region, nodesBehind } = await send(moreRules());
    expect(nodesBehind).toEqual([]);
    expect(await storedVersion()).toBe(2);
    expect(domain.joined).toEqual([2]);
    expect(region).toMatchObject({ domainTokenVersion: 2, domainKeys: 1 });
    expect(region.rules).toHaveLength(5);
  });

  it('a command for another version, or one that was done already, is a ConflictException', async () => {
    const command = moreRules();
    await send(command);
    await expect(send(command)).rejects.toMatchObject({ exception: 'ConflictException' });
    expect(await storedVersion()).toBe(2);
  });

  it('of two changes at once one is kept; the other is a ConflictException', async () => {
    const rival = domain.sign(moreRules());
    beforeCommit = async () => {
      beforeCommit = () => Promise.resolve();
      await changeDomain(call, { region: REGION, ...rival } as never);
    };
    await expect(send(moreRules())).rejects.toMatchObject({ exception: 'ConflictException' });
    expect(domain.joined).toEqual([2]);
  });

  it('a front end that dies before the commit has changed nothing: the same command works again', async () => {
    const command = moreRules();
    beforeCommit = () => Promise.reject(new Error('killed'));
    await expect(send(command)).rejects.toThrow('killed');
    expect([await storedVersion(), domain.state.version, domain.joined]).toEqual([1, 1, []]);
    beforeCommit = () => Promise.resolve();
    await send(command);
    expect(domain.joined).toEqual([2]);
  });

  it('names the members that do not follow', async () => {
    domain.silent = true;
    expect((await send(moreRules())).nodesBehind).toEqual([NODE]);
    expect(await storedVersion()).toBe(2);
  });

  it("tells a node's refusal in its words", async () => {
    const signed = { ...domain.sign(moreRules()), signatures: [] };
    await expect(changeDomain(call, { region: REGION, ...signed } as never)).rejects.toThrow(/no quorum/);
  });

  it('takes no CreateDomain, and nothing that is not a command', async () => {
    const { domainId, members, operators, rules } = domain.state;
    const create: DomainCommand = {
      command: 'CreateDomain',
      domainId,
      baseVersion: 0,
      name: REGION,
      members,
      operators,
      rules,
    };
    await expect(send(create)).rejects.toThrow(/InitializeFleet/);
    const garbage = { region: REGION, command: new Uint8Array(8), signatures: [] };
    await expect(changeDomain(call, garbage as never)).rejects.toMatchObject({ exception: 'ValidationException' });
  });
});
