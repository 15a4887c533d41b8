/** Replication between two domains, inside their boundaries: what crosses, and what nothing makes cross. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { equalBytes } from '@strongroom/core/bytes.js';
import { SYSTEM_TENANT } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { decodeReplicationStatement, encodeReplicationStatement } from '@strongroom/crypto/replication-statement.js';
import { readDomainToken } from '@strongroom/crypto/domain-token.js';
import { opensslEngine as engine } from '@strongroom/crypto/openssl-engine.js';
import { decodeDomainState, encodeDomainState } from '@strongroom/crypto/domain-codec.js';
import { nextDomainState } from '@strongroom/crypto/domain-transition.js';
import type { CryptoEngine } from '@strongroom/crypto/engine.js';
import {
  beginReplicaArguments,
  beginReplicaResult,
  encryptArguments,
  decryptArguments,
  exportReplicaArguments,
  exportReplicaResult,
  generateBackingKeyArguments,
  generateBackingKeyResult,
  installReplicaArguments,
  installReplicaResult,
  SLOT_COMMAND,
  wrappedMaterials,
  type BeginReplicaArguments,
  type ExportReplicaArguments,
  type InstallReplicaArguments,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import { InlineSlot } from './testing/inline-slot.js';
import { OTHER, ReplicatingDomain, T } from './testing/replicating-domain.js';

const KEY = {
  kmsKeyId: 'mrk-0123456789abcdef0123456789abcdef',
  keySpec: 'SYMMETRIC_DEFAULT',
  keyUsage: 'ENCRYPT_DECRYPT',
};
const OTHER_KEY_ID = 'mrk-00000000000000000000000000000000';
const END_MS = 1000;
const EMPTY = new Uint8Array();
const rng = new SystemRng();

function makeMaterial(slot: InlineSlot, changes: object = {}): MaterialReference {
  const asked = generateBackingKeyArguments.write({ ...KEY, origin: 'AWS_KMS', ...changes });
  return copyOf(generateBackingKeyResult.read(slot.succeed(SLOT_COMMAND.GENERATE_BACKING_KEY, asked)));
}

function copyOf({ materialId, ekt }: MaterialReference): MaterialReference {
  return { materialId: Uint8Array.from(materialId), ekt: Uint8Array.from(ekt) };
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

describe('a replication', () => {
  const a = new ReplicatingDomain('eu-central-1');
  const b = new ReplicatingDomain('us-east-1');
  const stranger = new ReplicatingDomain('ap-south-1');
  let slotA: InlineSlot;
  let slotB: InlineSlot;
  let materials: MaterialReference[];
  let begun: ReturnType<typeof beginReplicaResult.read>;
  let exporting: ExportReplicaArguments;
  let installing: InstallReplicaArguments;

  const begin = (changes: Partial<BeginReplicaArguments> = {}, slot = slotB) =>
    slot.run(
      SLOT_COMMAND.BEGIN_REPLICA,
      beginReplicaArguments.write({ fromDomainId: a.domainId, ...KEY, notAfterMs: END_MS, ...changes }),
    );
  const exported = (changes: Partial<ExportReplicaArguments> = {}, slot = slotA) =>
    slot.run(SLOT_COMMAND.EXPORT_REPLICA, exportReplicaArguments.write({ ...exporting, ...changes }));
  const installed = (changes: Partial<InstallReplicaArguments> = {}, slot = slotB) =>
    slot.run(SLOT_COMMAND.INSTALL_REPLICA, installReplicaArguments.write({ ...installing, ...changes }));
  const vouchedRequest = (result: typeof begun): ExportReplicaArguments['request'] => {
    const { statement } = result.request;
    return { statement, mac: a.vouch(statement, b.sign(result.request)) };
  };
  const vouchedAnswer = (answer: { readonly statement: Uint8Array; readonly mac: Uint8Array }) => ({
    statement: answer.statement,
    mac: b.vouch(answer.statement, a.sign(answer)),
  });

  beforeAll(() => {
    a.trust(b);
    b.trust(a);
    slotA = a.slot();
    slotB = b.slot();
    materials = [makeMaterial(slotA), makeMaterial(slotA)];
    begun = beginReplicaResult.read(begin().payload);
    exporting = { request: vouchedRequest(begun), nowMs: END_MS, materials };
    const { answer, wrapped } = exportReplicaResult.read(exported().payload);
    installing = { agreementKey: begun.agreementKey, answer: vouchedAnswer(answer), nowMs: END_MS, wrapped };
  });

  test('gives the other domain the same materials under the same ids, and ciphertexts cross', () => {
    const replicas = installReplicaResult.read(installed().payload).materials.map(copyOf);
    expect(replicas.map(({ materialId }) => materialId)).toEqual(materials.map(({ materialId }) => materialId));
    const [mine, theirs] = [must(materials[1], 'a material'), must(replicas[1], 'a replica')];
    const plaintext = Uint8Array.from([1, 2, 3]);
    const sealed = a
      .slot('fast')
      .succeed(SLOT_COMMAND.ENCRYPT, encryptArguments.write({ material: mine, context: EMPTY, plaintext }));
    const asked = decryptArguments.write({ material: theirs, context: EMPTY, ciphertextBlob: sealed });
    expect(Uint8Array.from(b.slot('fast').succeed(SLOT_COMMAND.DECRYPT, asked))).toEqual(plaintext);
    expect(equalBytes(mine.ekt, theirs.ekt)).toBe(false);
  });

  test('shows nothing of a key outside of the slots', () => {
    const secrets: Uint8Array[] = [];
    const spy: CryptoEngine = {
      ...engine,
      aes256GcmSeal: (key, iv, aad, plaintext) => {
        secrets.push(Uint8Array.from(plaintext));
        return engine.aes256GcmSeal(key, iv, aad, plaintext);
      },
    };
    const watched = new InlineSlot(spy, { lane: 'slow' });
    watched.bind(a.node.root, T, a.slotToken());
    const material = makeMaterial(watched);
    const answer = exported({ materials: [material] }, watched);
    const [made, wrapped] = secrets.map((each) => Buffer.from(each));
    expect(made).toHaveLength(32);
    expect(wrapped).toEqual(made);
    const seen = Buffer.concat([material.ekt, answer.payload, begun.request.statement, begun.agreementKey.ekt]);
    expect(seen.includes(must(made, 'a secret'))).toBe(false);
  });

  test.each<[string, object]>([
    ['a key of one Region', { kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' }],
    ['imported material', { origin: 'EXTERNAL' }],
    ['another key', { kmsKeyId: OTHER_KEY_ID }],
    ['another spec', { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' }],
  ])('does not let out %s', (_what, changes) => {
    const attributes = { ...KEY, origin: 'AWS_KMS', materialKind: 'BACKING_KEY', ...changes } as const;
    const { materialId, ekt } = slotA.module.sealApart(attributes, rng.bytes(32));
    expect(exported({ materials: [...materials, { materialId, ekt }] }).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
  });

  test('does not let out what is no backing key', () => {
    const { agreementKey } = beginReplicaResult.read(begin({ fromDomainId: b.domainId }, slotA).payload);
    expect(exported({ materials: [copyOf(agreementKey)] }).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
  });

  test('is not begun for a key of one Region, for the own domain, for the system, or in a fast thread', () => {
    expect(begin({ kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' }).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
    expect(begin({ fromDomainId: b.domainId }).status).toBe('ARGUMENTS_BAD');
    expect(begin({ keyUsage: 'SIGN_VERIFY' }).status).toBe('ARGUMENTS_BAD');
    expect(begin({}, b.slot('fast')).status).toBe('NEED_SLOW_LANE');
    expect(exported({}, a.slot('fast')).status).toBe('NEED_SLOW_LANE');
    expect(installed({}, b.slot('fast')).status).toBe('NEED_SLOW_LANE');
    const system = new InlineSlot(engine, { lane: 'slow' });
    system.bind(b.node.root, SYSTEM_TENANT, b.node.root.createSlotToken(SYSTEM_TENANT));
    expect(begin({}, system).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
  });

  test('ends with its ephemeral key', () => {
    expect(exported({ nowMs: END_MS + 1 }).status).toBe('REPLICATION_EXPIRED');
    expect(installed({ nowMs: END_MS + 1 }).status).toBe('REPLICATION_EXPIRED');
  });

  test('stays within its tenant', () => {
    expect(exported({}, a.slot('slow', OTHER)).status).toBe('TOKEN_INVALID');
    expect(installed({}, b.slot('slow', OTHER)).status).toBe('TOKEN_INVALID');
    expect(() => b.sign(begun.request, OTHER)).toThrow('TOKEN_INVALID');
    const { statement } = begun.request;
    const signature = b.sign(begun.request);
    expect(() => a.vouch(statement, signature, OTHER)).toThrow('TOKEN_INVALID');
    const theirs = encodeReplicationStatement({ ...decodeReplicationStatement(statement), tenant: OTHER });
    expect(() => a.vouch(theirs, signature)).toThrow('TOKEN_INVALID');
    expect(() => a.vouch(theirs, signature, OTHER)).toThrow('TOKEN_INVALID');
  });

  test('takes the word of peers alone, and gives its own to no other domain', () => {
    stranger.trust(a);
    const asked = begin({ fromDomainId: a.domainId }, stranger.slot());
    const { request } = beginReplicaResult.read(asked.payload);
    const signature = stranger.sign(request);
    expect(() => a.vouch(request.statement, signature)).toThrow('no peer');
    // A peer's name with a stranger's signature.
    expect(() => a.vouch(begun.request.statement, signature)).toThrow('TOKEN_INVALID');
    // A request to somebody else.
    expect(() => stranger.vouch(begun.request.statement, b.sign(begun.request))).toThrow('TOKEN_INVALID');
    const elsewhere = beginReplicaResult.read(begin({ fromDomainId: stranger.domainId }).payload);
    expect(() => b.sign(elsewhere.request)).toThrow('no peer');
  });

  test('is no use to a host that makes statements up, or turns them round', () => {
    const statement = begun.request.statement;
    const forged = { statement, mac: rng.bytes(32) };
    expect(() => b.sign(forged)).toThrow('TOKEN_INVALID');
    // What a slot says to its root is not what the root says to the slot, nor the reverse.
    expect(exported({ request: copyStatement(begun.request) }).status).toBe('TOKEN_INVALID');
    expect(() => a.sign(exporting.request)).toThrow('TOKEN_INVALID');
    expect(exported({ request: { ...installing.answer } }).status).toBe('TOKEN_INVALID');
    expect(installed({ answer: { ...exporting.request } }).status).toBe('TOKEN_INVALID');
  });

  test('belongs to one request: no other exchange, key or material fits', () => {
    const again = beginReplicaResult.read(begin().payload);
    expect(installed({ agreementKey: again.agreementKey }).status).toBe('TOKEN_INVALID');
    const other = beginReplicaResult.read(begin({ kmsKeyId: OTHER_KEY_ID }).payload);
    expect(installed({ agreementKey: other.agreementKey }).status).toBe('TOKEN_INVALID');
    expect(exported({ request: vouchedRequest(other) }).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
    const second = exportReplicaResult.read(exported().payload);
    expect(installed({ wrapped: second.wrapped }).status).toBe('TOKEN_INVALID');
    const [one, two] = installing.wrapped.wrapped;
    const swapped = [must(two, 'a material'), must(one, 'a material')];
    expect(installed({ wrapped: { wrapped: swapped } }).status).toBe('TOKEN_INVALID');
    expect(installed({ wrapped: { wrapped: [must(one, 'a material')] } }).status).toBe('TOKEN_INVALID');
    // A backing key is no agreement key.
    expect(installed({ agreementKey: must(materials[0], 'a material') }).status).toBe('TOKEN_INVALID');
  });

  test('survives no flipped bit', () => {
    const payload = installReplicaArguments.write(installing);
    const nowMsAt = payload.length - wrappedMaterials.lengthOf(installing.wrapped) - 8;
    fc.assert(
      fc.property(fc.nat(payload.length * 8 - 1), (bit) => {
        fc.pre(bit >> 3 < nowMsAt || bit >> 3 >= nowMsAt + 8);
        const { status } = slotB.run(SLOT_COMMAND.INSTALL_REPLICA, flipped(payload, bit));
        expect(['TOKEN_INVALID', 'ARGUMENTS_BAD']).toContain(status);
      }),
      { numRuns: 200 },
    );
    expect(installed().status).toBe('OK');
  });

  test('survives a restart of both nodes, which hold nothing but their identities', () => {
    for (const { node, token } of [a, b]) {
      expect(node.restart()).toBe(true);
      node.join(token);
    }
    expect(vouchedRequest(begun).mac).toEqual(exporting.request.mac);
  });
});

function copyStatement({ statement, mac }: { readonly statement: Uint8Array; readonly mac: Uint8Array }) {
  return { statement: Uint8Array.from(statement), mac: Uint8Array.from(mac) };
}

describe('a domain without a replication signing key', () => {
  test('is read as before, and gets one with its first change', () => {
    const old = new ReplicatingDomain('eu-west-1');
    const { rskPublic, peers, ...state } = readDomainToken(old.token).state;
    expect([rskPublic?.length, peers]).toEqual([97, []]);
    // Written as the version before wrote it: format 1, and no key in the envelopes.
    const encoded = encodeDomainState(state);
    expect(encoded[0]).toBe(1);
    expect(decodeDomainState(encoded)).toEqual(state);
    const next = { command: 'ModifyPeers', domainId: state.domainId, baseVersion: 1, peers: [] } as const;
    const changed = nextDomainState(state, next, new Uint8Array(16), must(rskPublic, 'a point'));
    expect(changed).toMatchObject({ version: 2, rskPublic, peers: [] });
    expect(encodeDomainState(changed)[0]).toBe(2);
    const believes = { ...next, peers: [{ ...old.peer, domainId: rng.bytes(16) }] };
    expect(() => nextDomainState(state, believes, new Uint8Array(16), rskPublic)).toThrow('share a public key');
  });
});
