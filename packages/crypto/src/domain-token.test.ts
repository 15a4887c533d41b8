import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionFailure } from '@strongroom/core/assert.js';
import { toHex } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import type { NodeId } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { decodeDomainState, encodeDomainState } from './domain-codec.js';
import { activeDomainKey, domainStateFault } from './domain-state.js';
import type { DomainMember, DomainOperator, DomainPeer, DomainState } from './domain-state.js';
import {
  exportDomainToken,
  openEnvelope,
  openReplicationKey,
  readDomainToken,
  verifyDomainToken,
} from './domain-token.js';
import type { VerifiedDomainToken, VerifyDomainTokenInput } from './domain-token.js';
import { EC_CURVES, spkiOfPoint } from './ec-curve.js';
import { nobleEngine } from './noble-engine.js';
import { opensslEngine } from './openssl-engine.js';
import { SECRET_ACCESS } from './secret-access.js';

const engine = opensslEngine;
const rng = new SystemRng();

/** A scalar that is small, so that it is valid on both curves. */
function scalarOf(curve: 'P-256' | 'P-384', number: number): Uint8Array {
  const scalar = new Uint8Array(EC_CURVES[curve].scalarBytes);
  scalar.set([number >> 8, number & 0xff], scalar.length - 2);
  return scalar;
}

interface Identity {
  readonly member: DomainMember;
  readonly signPrivate: Uint8Array;
  readonly agreePrivate: Uint8Array;
}

function identity(number: number): Identity {
  const signPrivate = scalarOf('P-384', 1000 + number);
  const agreePrivate = scalarOf('P-384', 2000 + number);
  const member = {
    nodeId: `hsm-${String(number)}` as NodeId,
    signPublic: engine.ecPublicPoint('P-384', signPrivate),
    agreePublic: engine.ecPublicPoint('P-384', agreePrivate),
  };
  return { member, signPrivate, agreePrivate };
}

const [one, two, three, stranger] = [identity(1), identity(2), identity(3), identity(4)];
const operator: DomainOperator = {
  id: 'alice',
  role: 'kms-operator',
  publicKey: spkiOfPoint('P-256', engine.ecPublicPoint('P-256', scalarOf('P-256', 77))),
};
const domainKeys = [
  { id: new Uint8Array(16).fill(0xb0), keyBytes: rng.bytes(32) },
  { id: new Uint8Array(16).fill(0xa0), keyBytes: rng.bytes(32) },
];
const state: DomainState = {
  domainId: new Uint8Array(16).fill(7),
  name: 'eu-central-1',
  version: 5,
  // Not in canonical order, on purpose.
  members: [three.member, one.member, two.member],
  operators: [operator],
  rules: [{ command: 'ModifyMembers', role: 'kms-operator', minSignatures: 1 }],
  domainKeys: [
    { id: new Uint8Array(16).fill(0xb0), active: true },
    { id: new Uint8Array(16).fill(0xa0), active: false },
  ],
};
const trustedMembers = state.members;

const exportAs = (signer: Identity, changes: Partial<DomainState> = {}): Uint8Array =>
  exportDomainToken({
    engine,
    rng,
    state: { ...state, ...changes },
    domainKeys,
    signerNodeId: signer.member.nodeId,
    signPrivate: signer.signPrivate,
  });
const token = exportAs(one);
const verify = (bytes: Uint8Array, changes: Partial<VerifyDomainTokenInput> = {}): VerifiedDomainToken =>
  verifyDomainToken({ engine, token: bytes, trustedMembers, ...changes });

function peer(number: number): DomainPeer {
  const domainId = new Uint8Array(16).fill(number);
  const rskPublic = engine.ecPublicPoint('P-384', scalarOf('P-384', 3000 + number));
  return { domainId, region: `r-${String(number)}`, rskPublic };
}

function expectInvalid(action: () => unknown): void {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(HsmError);
  expect(thrown).toMatchObject({ status: 'TOKEN_INVALID', message: 'TOKEN_INVALID' });
}

describe('a domain token', () => {
  it('opens for every member, on either engine, and gives the keys by id', () => {
    for (const reader of [opensslEngine, nobleEngine]) {
      const verified = verify(token, { engine: reader });
      for (const { member, agreePrivate } of [one, two, three]) {
        const keys = openEnvelope(reader, verified, member.nodeId, agreePrivate);
        expect(keys.map(({ id, active }) => [id[0], active])).toEqual([
          [0xa0, false],
          [0xb0, true],
        ]);
        for (const { id, keyBytes } of keys) {
          const original = domainKeys.find((candidate) => candidate.id[0] === id[0]);
          expect(keyBytes.expose(SECRET_ACCESS)).toEqual(original?.keyBytes);
        }
      }
    }
  });

  it('carries the private replication signing key to members, and no other one', () => {
    const scalar = scalarOf('P-384', 77);
    const signed = (replicationPrivate: Uint8Array, rskPublic = engine.ecPublicPoint('P-384', scalar)): Uint8Array =>
      exportDomainToken({
        engine,
        rng,
        state: { ...state, rskPublic, peers: [] },
        domainKeys,
        replicationPrivate,
        signerNodeId: one.member.nodeId,
        signPrivate: one.signPrivate,
      });
    const verified = verify(signed(scalar));
    expect(openReplicationKey(engine, verified, two.member.nodeId, two.agreePrivate)?.expose(SECRET_ACCESS)).toEqual(
      scalar,
    );
    expect(openEnvelope(engine, verified, two.member.nodeId, two.agreePrivate)).toHaveLength(2);
    const wrong = verify(signed(scalarOf('P-384', 78)));
    expectInvalid(() => openReplicationKey(engine, wrong, two.member.nodeId, two.agreePrivate));
    expectInvalid(() => openReplicationKey(engine, verified, two.member.nodeId, one.agreePrivate));
    expect(openReplicationKey(engine, verify(token), two.member.nodeId, two.agreePrivate)).toBeUndefined();
    expect(() => exportAs(one, { rskPublic: one.member.signPublic, peers: [] })).toThrow(AssertionFailure);
  });

  it('shows its state in canonical order without being verified', () => {
    const view = readDomainToken(token);
    expect(view.signerNodeId).toBe('hsm-1');
    expect(view.state.members.map((member) => member.nodeId)).toEqual(['hsm-1', 'hsm-2', 'hsm-3']);
    expect(view.state.version).toBe(5);
    expect(activeDomainKey(view.state).id[0]).toBe(0xb0);
  });

  it('holds no domain key in the clear', () => {
    for (const { keyBytes } of domainKeys) expect(Buffer.from(token).includes(Buffer.from(keyBytes))).toBe(false);
  });

  it('is refused unless a trusted member signed it', () => {
    expectInvalid(() => verify(exportAs(stranger)));
    expectInvalid(() => verify(token, { trustedMembers: [two.member, three.member] }));
    expectInvalid(() => verify(token, { trustedMembers: [] }));
    // A stranger that signs under a member's name, and one that makes itself a member in its own token.
    const masked: Identity = { ...stranger, member: one.member };
    expectInvalid(() => verify(exportAs(masked)));
    expectInvalid(() => verify(exportAs(stranger, { members: [...state.members, stranger.member] })));
  });

  it('is refused when rolled back, or of another domain', () => {
    expect(verify(token, { minVersion: 5, domainId: state.domainId }).state.version).toBe(5);
    expectInvalid(() => verify(token, { minVersion: 6 }));
    expectInvalid(() => verify(token, { domainId: new Uint8Array(16).fill(8) }));
  });

  it('does not open for a stranger, nor with another member’s key', () => {
    const verified = verify(token);
    expectInvalid(() => openEnvelope(engine, verified, stranger.member.nodeId, stranger.agreePrivate));
    expectInvalid(() => openEnvelope(engine, verified, one.member.nodeId, two.agreePrivate));
    expectInvalid(() => openEnvelope(engine, verified, one.member.nodeId, one.signPrivate));
    const forged = { ...readDomainToken(token) } as unknown as VerifiedDomainToken;
    expect(() => openEnvelope(engine, forged, one.member.nodeId, one.agreePrivate)).toThrow(AssertionFailure);
  });

  it('is refused with a bit flipped anywhere, truncated or extended', () => {
    fc.assert(
      fc.property(fc.nat({ max: token.length * 8 - 1 }), (bit) => {
        const altered = new Uint8Array(token);
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expectInvalid(() => verify(altered));
      }),
      { numRuns: 300 },
    );
    for (let length = 0; length < token.length; length += 7) expectInvalid(() => verify(token.subarray(0, length)));
    expectInvalid(() => verify(new Uint8Array([...token, 0])));
    expectInvalid(() => readDomainToken(new Uint8Array(1024 * 1024 + 1)));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (junk) => {
        expectInvalid(() => readDomainToken(junk));
      }),
    );
  });

  it('never repeats an ephemeral key or an envelope', () => {
    const ephemeralPoints = [token, exportAs(one)].flatMap((bytes) => {
      const envelopesAt = 8 + Buffer.from(bytes).readUInt32BE(4);
      const envelopeBytes = 97 + 12 + 4 + 2 * 32 + 16;
      return [0, 1, 2].map((index) => toHex(bytes.subarray(envelopesAt + index * envelopeBytes).subarray(0, 97)));
    });
    for (const point of ephemeralPoints) expect(point).toMatch(/^04/);
    expect(new Set(ephemeralPoints).size).toBe(6);
  });

  it('is not made for a member whose agreement key is no point of the curve', () => {
    const agreePublic = new Uint8Array(97);
    agreePublic[0] = 4;
    const broken = { ...two.member, agreePublic };
    expect(() => exportAs(one, { members: [one.member, broken] })).toThrow('invalid agreement key');
  });
});

describe('a domain state', () => {
  it('has one encoding, whatever the order of its lists', () => {
    const encoded = encodeDomainState(state);
    const reordered = { ...state, members: [...state.members].reverse(), domainKeys: [...state.domainKeys].reverse() };
    expect(encodeDomainState(reordered)).toEqual(encoded);
    expect(encodeDomainState(decodeDomainState(encoded))).toEqual(encoded);
  });

  it('is read only from that encoding', () => {
    const encoded = encodeDomainState({ ...state, members: [one.member, two.member] });
    const at = Buffer.from(encoded).indexOf('hsm-1');
    const swapped = new Uint8Array(encoded);
    swapped[at + 4] = 0x39; // hsm-9 before hsm-2
    expect(() => decodeDomainState(swapped)).toThrow('canonical order');
    expect(() => decodeDomainState(new Uint8Array([...encoded, 0]))).toThrow('trailing');
  });

  it.each<[string, Partial<DomainState>]>([
    ['number of members', { members: [] }],
    ['number of members', { members: Array.from({ length: 257 }, () => one.member) }],
    ['member named twice', { members: [one.member, { ...two.member, nodeId: one.member.nodeId }] }],
    ['members share a public key', { members: [one.member, { ...two.member, signPublic: one.member.signPublic }] }],
    ['members share a public key', { members: [{ ...one.member, agreePublic: one.member.signPublic }] }],
    ['number of operators', { operators: [] }],
    ['operator named twice', { operators: [operator, operator] }],
    ['operators share a public key', { operators: [operator, { ...operator, id: 'bob' }] }],
    ['number of rules', { rules: [] }],
    ['rule given twice', { rules: [...state.rules, ...state.rules] }],
    ['rule without a signature', { rules: [{ command: 'ModifyRules', role: 'kms-operator', minSignatures: 0 }] }],
    [
      'rule that its operators cannot satisfy',
      { rules: [{ command: 'ModifyRules', role: 'service-host', minSignatures: 1 }] },
    ],
    ['number of domain keys', { domainKeys: [] }],
    [
      'domain key named twice',
      { domainKeys: [...state.domainKeys, { id: state.domainKeys[0]?.id ?? new Uint8Array(), active: false }] },
    ],
    ['not exactly one active domain key', { domainKeys: state.domainKeys.map(({ id }) => ({ id, active: true })) }],
    ['not exactly one active domain key', { domainKeys: state.domainKeys.map(({ id }) => ({ id, active: false })) }],
    ['number of peers', { peers: Array.from({ length: 65 }, (_, index) => peer(index)) }],
    ['peers without a replication signing key', { peers: [peer(1)] }],
    ['peer named twice', { rskPublic: one.member.signPublic, peers: [peer(1), peer(1)] }],
    [
      'peers share a Region',
      { rskPublic: one.member.signPublic, peers: [peer(1), { ...peer(2), region: peer(1).region }] },
    ],
    [
      'peers share a public key',
      { rskPublic: one.member.signPublic, peers: [{ ...peer(1), rskPublic: one.member.signPublic }] },
    ],
    ['peer named twice', { rskPublic: one.member.signPublic, peers: [{ ...peer(1), domainId: state.domainId }] }],
    ['version', { version: 0 }],
    ['version', { version: 2 ** 53 }],
  ])('is refused for: %s', (fault, changes) => {
    const broken = { ...state, ...changes };
    expect(domainStateFault(broken)).toBe(fault);
    expect(() => encodeDomainState(broken)).toThrow(AssertionFailure);
  });
});
