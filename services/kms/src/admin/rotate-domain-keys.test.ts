import { beforeEach, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, equalBytes, toHex, utf8 } from '@strongroom/core/bytes.js';
import { HsmError, KmsError } from '@strongroom/core/errors.js';
import type { DomainCommand } from '@strongroom/crypto/domain-command.js';
import { readTokenHeader } from '@strongroom/crypto/sealed-token.js';
import { readApplianceStatus } from '@strongroom/hsm-client/appliance-status.js';
import type { NodeView } from '@strongroom/hsm-client/node-view.js';
import { SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { COLUMNS } from '@strongroom/storage/columns.js';
import { emptyMemoryData } from '@strongroom/storage/memory/memory-data.js';
import type { Write } from '@strongroom/storage/store.js';
import { FakeDomain, NODE } from '../testing/fake-domain.js';
import { FakeSlotKeys, slotHeaderOf } from '../testing/fake-slot-keys.js';
import { ACCOUNT_A, ACCOUNT_B, frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';
import type { AdminCall, AdminChange } from './admin-call.js';
import { changeDomain } from './change-domain.js';
import { domainTokenWrites } from './domain-command.js';
import { rewrapTenants } from './rotate-domain-keys.js';

let domain: FakeDomain;
let hsm: FakeSlotKeys;
let data: ReturnType<typeof emptyMemoryData>;
let frontEnd: FrontEndFixture;

async function newFrontEnd(frontEndId = 'kms-1'): Promise<FrontEndFixture> {
  const fixture = await frontEndFixture({ appliance: domain.appliance, data, frontEndId });
  fixture.setHsm(hsm.execute);
  const status = readApplianceStatus({ domainTokenVersion: 1_000_000 });
  fixture.setNodes(true, [{ id: NODE, linked: true, status, load: undefined } as unknown as NodeView]);
  return fixture;
}

beforeEach(async () => {
  domain = new FakeDomain(REGION);
  hsm = new FakeSlotKeys(domain);
  data = emptyMemoryData();
  frontEnd = await newFrontEnd();
  await frontEnd.store.commit({
    event: EMPTY_BYTES,
    ...domainTokenWrites(frontEnd.services, REGION, domain.token()),
  });
});

const callOf = ({ services, store }: FrontEndFixture): AdminCall => ({
  services,
  commit: async ({ writes, entities }: AdminChange) => {
    const outcome = await store.commit({ event: EMPTY_BYTES, writes, entities });
    if (outcome.kind === 'conflict') throw new KmsError('AlreadyExistsException', 'it exists already');
  },
});

function step(name: 'ADD_ACTIVE' | 'DROP_INACTIVE') {
  const { domainId, version } = domain.state;
  const command: DomainCommand = { command: 'RotateDomainKeys', domainId, baseVersion: version, step: name };
  return changeDomain(callOf(frontEnd), { region: REGION, ...domain.sign(command) } as never);
}
const rewrap = (fixture = frontEnd) => rewrapTenants(callOf(fixture), { region: REGION });

async function createKeys(count: number, account = ACCOUNT_A, fixture = frontEnd): Promise<string[]> {
  const call = await fixture.callFor(account);
  const made = await Promise.all(Array.from({ length: count }, () => fixture.pipeline.run('CreateKey', call, {})));
  return made.map(({ keyMetadata }) => must(keyMetadata, 'a new key').keyId);
}
const slotToken = async (account = ACCOUNT_A): Promise<Uint8Array> =>
  (await frontEnd.store.reads.slotToken(REGION, account))?.token ?? EMPTY_BYTES;
const wrappedUnder = async (keyId: string): Promise<string[]> =>
  (await frontEnd.store.reads.keyMaterials(REGION, keyId)).map(({ ekt }) => toHex(readTokenHeader(ekt).wrappingKeyId));
const slotKeyId = (token: Uint8Array): string => toHex(slotHeaderOf(token).attributes.slotKeyId);

describe('a rotation of the domain key', () => {
  it('gives every tenant a new slot key, and moves every token to it', async () => {
    const keyIds = [...(await createKeys(150)), ...(await createKeys(3, ACCOUNT_B))];
    const before = await slotToken();
    await step('ADD_ACTIVE');
    expect(await rewrap()).toEqual({ tenants: 2, tenantsDone: 2, tokensRewrapped: 153 });
    await step('DROP_INACTIVE');
    const after = await slotToken();
    expect(slotKeyId(after)).not.toBe(slotKeyId(before));
    const [active] = domain.state.domainKeys;
    for (const token of [after, await slotToken(ACCOUNT_B)]) {
      expect(slotHeaderOf(token).wrappingKeyId).toEqual(active?.id);
      expect(slotHeaderOf(token).attributes.outgoingSlotKeyId).toBeUndefined();
    }
    const owners = new Set([slotKeyId(after), slotKeyId(await slotToken(ACCOUNT_B))]);
    for (const keyId of keyIds) for (const id of await wrappedUnder(keyId)) expect(owners).toContain(id);
    expect(await rewrap()).toEqual({ tenants: 2, tenantsDone: 2, tokensRewrapped: 0 });
  });

  it('drops nothing that is still needed, and begins no second rotation in the first', async () => {
    await createKeys(1);
    await step('ADD_ACTIVE');
    await expect(step('DROP_INACTIVE')).rejects.toThrow(/not replaced yet/);
    await expect(step('ADD_ACTIVE')).rejects.toMatchObject({ exception: 'ConflictException' });
    expect(domain.state.domainKeys).toHaveLength(2);
  });

  it.each([1, 2, 3, 4, 5])('whoever comes after a crash at command %s goes on from the store', async (crashAt) => {
    const keyIds = await createKeys(130);
    await step('ADD_ACTIVE');
    let commands = 0;
    hsm.before = () => {
      commands += 1;
      if (commands === crashAt) throw new Error('killed');
    };
    const first = await rewrap().catch((error: unknown) => error);
    hsm.before = () => undefined;
    const next = await newFrontEnd('kms-2');
    expect(await rewrap(next)).toMatchObject({ tenants: 1, tenantsDone: 1 });
    expect(first).toBeInstanceOf(Error);
    const id = slotKeyId(await slotToken());
    for (const keyId of keyIds) expect(await wrappedUnder(keyId)).toEqual([id]);
  });

  it('names the token that no HSM opens, and goes no further with its tenant only', async () => {
    const [damaged = ''] = await createKeys(3);
    await createKeys(1, ACCOUNT_B);
    const [material] = await frontEnd.store.reads.keyMaterials(REGION, damaged);
    await step('ADD_ACTIVE');
    frontEnd.setHsm((request) =>
      request.command === SLOT_COMMAND.REWRAP &&
      Buffer.from(request.encode([])).includes(Buffer.from(must(material, 'it is').ekt))
        ? Promise.reject(new HsmError('TOKEN_INVALID'))
        : hsm.execute(request),
    );
    await expect(rewrap()).rejects.toThrow(damaged);
    expect(slotHeaderOf(await slotToken()).attributes.outgoingSlotKeyId).toBeDefined();
    expect(slotHeaderOf(await slotToken(ACCOUNT_B)).attributes.outgoingSlotKeyId).toBeUndefined();
    await expect(step('DROP_INACTIVE')).rejects.toThrow(/not replaced yet/);
  });
});

/** Holds the first answer to `command` back until `release`. */
function holdBack(command: number): { readonly held: Promise<void>; readonly release: () => void } {
  let arrived = (): void => undefined;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (arrived = resolve));
  const gate = new Promise<void>((resolve) => (release = resolve));
  let first = true;
  frontEnd.setHsm(async (request) => {
    const answer = await hsm.execute(request);
    if (request.command === command && first) {
      first = false;
      arrived();
      await gate;
    }
    return answer;
  });
  return { held, release };
}

describe('no key is lost', () => {
  it('that was made under the outgoing slot key before the rotation, and is committed after it', async () => {
    await createKeys(1);
    const { held, release } = holdBack(SLOT_COMMAND.GENERATE_BACKING_KEY);
    const creating = createKeys(1);
    await held;
    await step('ADD_ACTIVE');
    await rewrap();
    await step('DROP_INACTIVE');
    release();
    const [keyId = ''] = await creating;
    expect(await wrappedUnder(keyId)).toEqual([slotKeyId(await slotToken())]);
  });

  it('that another front end makes with the slot token that it still remembers', async () => {
    const other = await newFrontEnd('kms-2');
    await createKeys(1, ACCOUNT_A, other);
    await step('ADD_ACTIVE');
    await rewrap();
    await step('DROP_INACTIVE');
    const [keyId = ''] = await createKeys(1, ACCOUNT_A, other);
    expect(await wrappedUnder(keyId)).toEqual([slotKeyId(await slotToken())]);
  });

  it('of a tenant whose first slot token is made while the domain key is rotated', async () => {
    const { held, release } = holdBack(SLOT_COMMAND.CREATE_SLOT_TOKEN);
    const creating = createKeys(1);
    await held;
    await step('ADD_ACTIVE');
    release();
    await creating;
    const active = domain.state.domainKeys.find((entry) => entry.active);
    expect(slotHeaderOf(await slotToken()).wrappingKeyId).toEqual(active?.id);
  });

  it('by a commit that somebody forgot to guard: it is refused', async () => {
    const write: Write = {
      kind: 'update',
      table: 'key_materials',
      match: { region: REGION },
      set: { ekt: new Uint8Array([1]) },
      rows: 'any',
    };
    const { store } = frontEnd.services;
    await expect(store.commit({ event: EMPTY_BYTES, writes: [write], entities: [] })).rejects.toThrow(/guard/);
    const emptied = { ...write, set: { ekt: EMPTY_BYTES } };
    expect((await store.commit({ event: EMPTY_BYTES, writes: [emptied], entities: [] })).kind).toBe('committed');
  });

  it('because of a table that the rotation does not know', () => {
    const columns = Object.entries(COLUMNS).flatMap(([table, names]) =>
      Object.keys(names)
        .filter((column) => /(^|_)ekt$/.test(column))
        .map((column) => `${table}.${column}`),
    );
    // Each has its source in domain-keys/stored-tokens.ts.
    expect(columns.sort()).toEqual(['access_keys.secret_ekt', 'custom_key_stores.xks_secret_ekt', 'key_materials.ekt']);
  });
});

it('a command that was sent with superseded tokens is decided again with the new ones', async () => {
  const [keyId = ''] = await createKeys(1);
  const call = await frontEnd.callFor(ACCOUNT_A);
  const tokens: string[] = [];
  const other = await newFrontEnd('kms-2');
  frontEnd.setHsm(async (request) => {
    if (request.command !== SLOT_COMMAND.ENCRYPT) return hsm.execute(request);
    tokens.push(toHex(request.slotToken));
    const [material] = request.materials;
    if (tokens.length === 1) {
      // The other front end, of which this one has not heard yet.
      await step('ADD_ACTIVE');
      await rewrapTenants(callOf(other), { region: REGION });
    }
    const { slotKeyId: known } = slotHeaderOf(await slotToken()).attributes;
    const opens = equalBytes(readTokenHeader(material?.ekt ?? EMPTY_BYTES).wrappingKeyId, known);
    if (!opens) throw new HsmError('TOKEN_INVALID');
    return new Uint8Array(100);
  });
  await frontEnd.pipeline.run('Encrypt', call, { keyId, plaintext: utf8('x') });
  expect(tokens).toHaveLength(2);
  expect(tokens[1]).toBe(toHex(await slotToken()));
});
