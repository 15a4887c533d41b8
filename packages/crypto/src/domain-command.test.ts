import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HsmError } from '@strongroom/core/errors.js';
import type { NodeId } from '@strongroom/core/ids.js';
import { decodeDomainCommand, domainCommandSigningInput, encodeDomainCommand } from './domain-command.js';
import type { DomainCommand } from './domain-command.js';
import type { DomainOperator, DomainRule, DomainState, OperatorRole } from './domain-state.js';
import { nextDomainState } from './domain-transition.js';
import { EC_CURVES, spkiOfPoint } from './ec-curve.js';
import type { EcCurve } from './ec-curve.js';
import { nobleEngine } from './noble-engine.js';
import { opensslEngine } from './openssl-engine.js';
import { verifyQuorum } from './quorum.js';
import type { OperatorSignature, VerifyQuorumInput } from './quorum.js';

const engine = opensslEngine;

function scalarOf(curve: EcCurve, number: number): Uint8Array {
  const scalar = new Uint8Array(EC_CURVES[curve].scalarBytes);
  scalar.set([number >> 8, number & 0xff], scalar.length - 2);
  return scalar;
}

interface Person {
  readonly operator: DomainOperator;
  readonly sign: (commandBytes: Uint8Array) => OperatorSignature;
}

function person(id: string, role: OperatorRole, curve: EcCurve, number: number): Person {
  const scalar = scalarOf(curve, number);
  return {
    operator: { id, role, publicKey: spkiOfPoint(curve, engine.ecPublicPoint(curve, scalar)) },
    sign: (commandBytes) => ({
      operatorId: id,
      signature: engine.ecdsaSign(curve, scalar, domainCommandSigningInput(commandBytes)),
    }),
  };
}

const alice = person('alice', 'kms-operator', 'P-256', 11);
const bob = person('bob', 'kms-operator', 'P-384', 12);
const carol = person('carol', 'service-host', 'P-256', 13);
const mallory = person('mallory', 'kms-operator', 'P-256', 14);
const operators = [alice.operator, bob.operator, carol.operator];
const rules: DomainRule[] = [
  { command: 'RotateDomainKeys', role: 'kms-operator', minSignatures: 2 },
  { command: 'ModifyMembers', role: 'kms-operator', minSignatures: 1 },
  { command: 'ModifyMembers', role: 'service-host', minSignatures: 1 },
];
const members = [1, 2].map((number) => ({
  nodeId: `hsm-${String(number)}` as NodeId,
  signPublic: engine.ecPublicPoint('P-384', scalarOf('P-384', 100 + number)),
  agreePublic: engine.ecPublicPoint('P-384', scalarOf('P-384', 200 + number)),
}));
const domainId = new Uint8Array(16).fill(1);
const target = { domainId, baseVersion: 4 };
const COMMANDS: readonly DomainCommand[] = [
  { command: 'CreateDomain', domainId, baseVersion: 0, name: 'us-east-1', members, operators, rules },
  { command: 'ModifyMembers', ...target, members },
  { command: 'ModifyOperators', ...target, operators },
  {
    command: 'ModifyRules',
    ...target,
    rules: [{ command: 'ModifyRules', role: 'service-host', minSignatures: 1 }],
  },
  { command: 'RotateDomainKeys', ...target, step: 'ADD_ACTIVE' },
  { command: 'RotateDomainKeys', ...target, step: 'DROP_INACTIVE' },
  {
    command: 'ModifyPeers',
    ...target,
    peers: [2, 3].map((byte) => ({
      domainId: new Uint8Array(16).fill(byte),
      region: `us-east-${String(byte)}`,
      rskPublic: engine.ecPublicPoint('P-384', scalarOf('P-384', 300 + byte)),
    })),
  },
];
const rotate = encodeDomainCommand({ command: 'RotateDomainKeys', ...target, step: 'ADD_ACTIVE' });

describe('domain commands', () => {
  it.each(COMMANDS)('go there and back canonically: $command', (command) => {
    const bytes = encodeDomainCommand(command);
    const decoded = decodeDomainCommand(bytes);
    expect(decoded.command).toBe(command.command);
    expect(encodeDomainCommand(decoded)).toEqual(bytes);
  });

  it.each(COMMANDS)('are refused truncated or extended: $command', (command) => {
    const bytes = encodeDomainCommand(command);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeDomainCommand(bytes.subarray(0, length))).toThrow(HsmError);
    }
    expect(() => decodeDomainCommand(new Uint8Array([...bytes, 0]))).toThrow(HsmError);
  });

  it('are refused when arbitrary, or too long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (junk) => {
        expect(() => decodeDomainCommand(junk)).toThrow(HsmError);
        expect(() => decodeDomainCommand(new Uint8Array([0x53, 0x52, 0x43, 1, ...junk]))).toThrow(HsmError);
      }),
    );
    expect(() => decodeDomainCommand(new Uint8Array(256 * 1024 + 1))).toThrow('too long');
  });

  it('tie version 0 to CreateDomain', () => {
    const wrong = encodeDomainCommand({ command: 'ModifyMembers', domainId, baseVersion: 0, members });
    expect(() => decodeDomainCommand(wrong)).toThrow('base version');
  });
});

describe.each([opensslEngine, nobleEngine])('a quorum on $name', (verifier) => {
  const input = (signatures: OperatorSignature[], changes: Partial<VerifyQuorumInput> = {}): VerifyQuorumInput => ({
    engine: verifier,
    command: 'RotateDomainKeys',
    commandBytes: rotate,
    signatures,
    operators,
    rules,
    ...changes,
  });

  it('is reached by enough distinct operators of the role, on either curve', () => {
    expect(verifyQuorum(input([alice.sign(rotate), bob.sign(rotate)]))).toBe(true);
  });

  it('counts an operator once, however often it signs', () => {
    expect(verifyQuorum(input([alice.sign(rotate), alice.sign(rotate)]))).toBe(false);
  });

  it('does not count strangers, other roles, borrowed names or other commands', () => {
    const other = encodeDomainCommand({ command: 'RotateDomainKeys', domainId, baseVersion: 5, step: 'ADD_ACTIVE' });
    expect(verifyQuorum(input([alice.sign(rotate), mallory.sign(rotate)]))).toBe(false);
    expect(verifyQuorum(input([alice.sign(rotate), carol.sign(rotate)]))).toBe(false);
    expect(verifyQuorum(input([alice.sign(rotate), { ...mallory.sign(rotate), operatorId: 'bob' }]))).toBe(false);
    expect(verifyQuorum(input([alice.sign(rotate), bob.sign(other)]))).toBe(false);
    expect(verifyQuorum(input([]))).toBe(false);
  });

  it('must satisfy every rule of the command', () => {
    const bytes = encodeDomainCommand({ command: 'ModifyMembers', ...target, members });
    const modify = (signatures: OperatorSignature[]): boolean =>
      verifyQuorum(input(signatures, { command: 'ModifyMembers', commandBytes: bytes }));
    expect(modify([alice.sign(bytes)])).toBe(false);
    expect(modify([alice.sign(bytes), bob.sign(bytes)])).toBe(false);
    expect(modify([carol.sign(bytes), alice.sign(bytes)])).toBe(true);
  });

  it('does not exist for a command without a rule, nor for a flood of signatures', () => {
    const both = [alice.sign(rotate), bob.sign(rotate)];
    expect(verifyQuorum(input(both, { command: 'ModifyRules' }))).toBe(false);
    expect(verifyQuorum(input(both, { rules: [] }))).toBe(false);
    const flood = [...both, ...Array.from({ length: 255 }, () => mallory.sign(rotate))];
    expect(verifyQuorum(input(flood))).toBe(false);
  });
});

describe('the next domain state', () => {
  const keyId = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);
  const create: DomainCommand = {
    command: 'CreateDomain',
    domainId,
    baseVersion: 0,
    name: 'r',
    members,
    operators,
    rules,
  };
  const first = nextDomainState(undefined, create, keyId(1));
  const rotation = (state: DomainState, step: 'ADD_ACTIVE' | 'DROP_INACTIVE'): DomainCommand => ({
    command: 'RotateDomainKeys',
    domainId,
    baseVersion: state.version,
    step,
  });

  it('begins at version 1 with one active key', () => {
    expect(first.version).toBe(1);
    expect(first.domainKeys).toEqual([{ id: keyId(1), active: true }]);
  });

  it('rotates in two steps', () => {
    const second = nextDomainState(first, rotation(first, 'ADD_ACTIVE'), keyId(2));
    expect(second.domainKeys).toEqual([
      { id: keyId(1), active: false },
      { id: keyId(2), active: true },
    ]);
    const third = nextDomainState(second, rotation(second, 'DROP_INACTIVE'), keyId(3));
    expect(third).toMatchObject({ version: 3, domainKeys: [{ id: keyId(2), active: true }] });
  });

  it('replaces lists', () => {
    const base = { domainId, baseVersion: 1 };
    const fewer = nextDomainState(first, { command: 'ModifyMembers', ...base, members: members.slice(0, 1) }, keyId(9));
    expect(fewer).toMatchObject({ version: 2, members: members.slice(0, 1), domainKeys: first.domainKeys });
    const more = nextDomainState(
      first,
      { command: 'ModifyOperators', ...base, operators: [...operators, mallory.operator] },
      keyId(9),
    );
    expect(more.operators).toHaveLength(4);
    const rule: DomainRule = { command: 'ModifyRules', role: 'service-host', minSignatures: 1 };
    expect(nextDomainState(first, { command: 'ModifyRules', ...base, rules: [rule] }, keyId(9)).rules).toEqual([rule]);
  });

  it.each<[string, DomainState | undefined, DomainCommand, string]>([
    ['a second CreateDomain', first, { ...create, baseVersion: 1 }, 'the domain exists'],
    ['a change of nothing', undefined, rotation(first, 'ADD_ACTIVE'), 'there is no domain'],
    ['a replay', { ...first, version: 2 }, rotation(first, 'ADD_ACTIVE'), 'another version'],
    ['another domain', first, { ...rotation(first, 'ADD_ACTIVE'), domainId: keyId(5) }, 'another domain'],
    [
      'operators that can no longer satisfy the rules',
      first,
      { command: 'ModifyOperators', domainId, baseVersion: 1, operators: [alice.operator] },
      'cannot satisfy',
    ],
    ['a domain key id in use', first, rotation(first, 'ADD_ACTIVE'), 'domain key named twice'],
  ])('refuses %s', (_, state, command, message) => {
    expect(() => nextDomainState(state, command, keyId(1))).toThrow(HsmError);
    expect(() => nextDomainState(state, command, keyId(1))).toThrow(message);
  });
});
