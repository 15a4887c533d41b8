import { beforeEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { must } from '@strongroom/core/assert.js';
import type { DomainCommand } from '@strongroom/crypto/domain-command.js';
import { opensslEngine as engine } from '@strongroom/crypto/openssl-engine.js';
import { SecretBytes } from '@strongroom/crypto/secret-bytes.js';
import {
  InlineRoot,
  makeOperator,
  RULES,
  signCommand,
  tenantId,
  type SignedCommand,
  type TestOperator,
} from './testing/inline-slot.js';

const A = tenantId('111111111111');
const DOMAIN_ID = new Uint8Array(16).fill(9);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const operators: readonly TestOperator[] = ['o1', 'o2'].map((id) => makeOperator(engine, id));
const [first, second] = operators.map((operator) => [operator]);

let one: InlineRoot;
let two: InlineRoot;
beforeEach(() => {
  one = new InlineRoot(engine, 'node-1');
  two = new InlineRoot(engine, 'node-2');
});

function createCommand(change: Partial<Extract<DomainCommand, { command: 'CreateDomain' }>> = {}): DomainCommand {
  return {
    command: 'CreateDomain',
    domainId: DOMAIN_ID,
    baseVersion: 0,
    name: 'eu-central-1',
    members: [one.member, two.member],
    operators,
    rules: RULES,
    ...change,
  };
}

function create(signed: SignedCommand): Uint8Array {
  return one.accept(one.root.createDomain(signed.bytes, signed.signatures));
}

function createdToken(): Uint8Array {
  return create(signCommand(engine, createCommand(), operators));
}

function change(command: DomainCommand, signers = operators): Uint8Array {
  const { bytes, signatures } = signCommand(engine, command, signers);
  return one.root.changeDomain(bytes, signatures).token;
}

describe('CreateDomain', () => {
  test('needs the quorum of its own rules', () => {
    const { bytes, signatures } = signCommand(engine, createCommand(), [makeOperator(engine, 'stranger')]);
    expect(() => one.root.createDomain(bytes, signatures)).toThrow(/quorum/);
    expect(() => one.root.createDomain(bytes, [])).toThrow(/quorum/);
    const twice = createCommand({ rules: [{ command: 'CreateDomain', role: 'kms-operator', minSignatures: 2 }] });
    const { bytes: more, signatures: one1 } = signCommand(engine, twice, must(first, 'an operator'));
    expect(() => one.root.createDomain(more, [...one1, ...one1])).toThrow(/quorum/);
  });

  test('needs this node among the members, under its own public keys', () => {
    const foreign = { ...two.member, nodeId: one.member.nodeId };
    for (const members of [[two.member], [foreign]]) {
      const { bytes, signatures } = signCommand(engine, createCommand({ members }), operators);
      expect(() => one.root.createDomain(bytes, signatures)).toThrow(/do not include this node/);
    }
  });

  test('a repeated command gives the same token; another command is refused', () => {
    const signed = signCommand(engine, createCommand(), operators);
    expect(hex(create(signed))).toBe(hex(create(signed)));
    const other = signCommand(engine, createCommand({ name: 'other' }), operators);
    expect(() => create(other)).toThrow(/belongs to a domain/);
  });

  test('does not count before it is committed, nor after it was abandoned', () => {
    const { bytes, signatures } = signCommand(engine, createCommand(), operators);
    one.root.createDomain(bytes, signatures);
    expect(() => one.root.createSlotToken(A)).toThrow(/NOT_OPERATIONAL/);
    one.root.abandon();
    expect(() => one.root.commit()).toThrow(/pending/);
    expect(one.root.publicIdentity().tokenVersionFloor).toBe(0);
  });
});

describe('JoinDomain', () => {
  test('members share slot tokens', () => {
    two.join(createdToken());
    const opened = two.root.openSlotToken(A, one.root.createSlotToken(A));
    expect(hex(opened.domainId)).toBe(hex(DOMAIN_ID));
  });

  test('a stranger, or a node with the same name and other keys, does not get in', () => {
    const token = createdToken();
    for (const name of ['node-3', 'node-2']) {
      expect(() => new InlineRoot(engine, name).root.joinDomain(token)).toThrow(/TOKEN_INVALID/);
    }
  });

  test('any flipped bit is TOKEN_INVALID', () => {
    const token = createdToken();
    fc.assert(
      fc.property(fc.nat(token.length * 8 - 1), (bit) => {
        const altered = new Uint8Array(token);
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => two.root.joinDomain(altered)).toThrow(/TOKEN_INVALID/);
      }),
      { numRuns: 100 },
    );
    two.join(token);
  });

  test('after a restart the node takes the newest token again, and nothing older', () => {
    const old = createdToken();
    two.join(old);
    const next = change({
      command: 'ModifyMembers',
      domainId: DOMAIN_ID,
      baseVersion: 1,
      members: [two.member, one.member],
    });
    two.join(next);
    expect(two.restart()).toBe(true);
    expect(two.root.publicIdentity().tokenVersionFloor).toBe(2);
    expect(() => two.root.joinDomain(old)).toThrow(/TOKEN_INVALID/);
    two.join(next);
  });

  test('a second token of the same version is refused: a member that equivocates divides nobody', () => {
    const token = createdToken();
    two.join(token);
    const command = { command: 'ModifyMembers', domainId: DOMAIN_ID, baseVersion: 1 } as const;
    two.join(change({ ...command, members: [one.member, two.member] }));
    const rival = change({ ...command, members: [one.member, two.member, new InlineRoot(engine, 'node-3').member] });
    expect(() => two.root.joinDomain(rival)).toThrow(/TOKEN_INVALID/);
  });

  test('a token of another domain, or signed by nobody it knew, is refused by a node that has a domain', () => {
    two.join(createdToken());
    const foreign = new InlineRoot(engine, 'node-1');
    const build = (domainId: Uint8Array): Uint8Array => {
      const members = [foreign.member, two.member];
      const { bytes, signatures } = signCommand(engine, createCommand({ domainId, members }), operators);
      const fresh = new InlineRoot(engine, 'node-9');
      expect(() => fresh.root.createDomain(bytes, signatures)).toThrow();
      return foreign.accept(foreign.root.createDomain(bytes, signatures));
    };
    expect(() => two.root.joinDomain(build(DOMAIN_ID))).toThrow(/TOKEN_INVALID/);
  });
});

describe('ChangeDomain', () => {
  test('is decided by the present operators and rules, and changes nothing by itself', () => {
    createdToken();
    const stranger = makeOperator(engine, 'o3');
    const command: DomainCommand = {
      command: 'ModifyOperators',
      domainId: DOMAIN_ID,
      baseVersion: 1,
      operators: [...operators, stranger],
    };
    expect(() => change(command, must(first, 'an operator'))).toThrow(/quorum/);
    expect(() => change(command, [...must(second, 'an operator'), stranger])).toThrow(/quorum/);
    const next = change(command);
    expect(one.root.publicIdentity().tokenVersionFloor).toBe(1);
    one.join(next);
    expect(one.root.publicIdentity().tokenVersionFloor).toBe(2);
    expect(() => change(command)).toThrow(/another version/);
  });

  test('a command without a rule is refused, whoever signs it', () => {
    createdToken();
    const command: DomainCommand = { command: 'ModifyRules', domainId: DOMAIN_ID, baseVersion: 1, rules: RULES };
    expect(() => change(command)).toThrow(/quorum/);
  });

  test('a new domain key wraps new slot tokens; old ones open until it is dropped', () => {
    two.join(createdToken());
    const old = one.root.createSlotToken(A);
    const rotate = (baseVersion: number, step: 'ADD_ACTIVE' | 'DROP_INACTIVE'): void => {
      const token = change({ command: 'RotateDomainKeys', domainId: DOMAIN_ID, baseVersion, step });
      one.join(token);
      two.join(token);
    };
    rotate(1, 'ADD_ACTIVE');
    const fresh = one.root.createSlotToken(A);
    expect(() => two.root.openSlotToken(A, old)).not.toThrow();
    expect(() => two.root.openSlotToken(A, fresh)).not.toThrow();
    rotate(2, 'DROP_INACTIVE');
    expect(() => two.root.openSlotToken(A, old)).toThrow(/TOKEN_INVALID/);
    expect(() => two.root.openSlotToken(A, fresh)).not.toThrow();
  });
});

describe('the sealed identity', () => {
  test('opens after a restart, and nothing else of the domain is there', () => {
    createdToken();
    const before = one.root.publicIdentity();
    expect(one.restart()).toBe(true);
    expect(one.root.publicIdentity()).toEqual(before);
    expect(() => one.root.createSlotToken(A)).toThrow(/NOT_OPERATIONAL/);
  });

  test('property: any flipped bit, cut, other seal key or other node does not open', () => {
    createdToken();
    const { sealed } = one;
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        one.sealed = new Uint8Array(sealed);
        one.sealed[bit >> 3] = (one.sealed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(one.restart()).toBe(false);
      }),
      { numRuns: 100 },
    );
    for (const cut of [0, 4, 16, 17, sealed.length - 1]) {
      one.sealed = sealed.subarray(0, cut);
      expect(one.restart()).toBe(false);
    }
    expect(one.root.restoreIdentity(SecretBytes.own(new Uint8Array(32)), sealed)).toBe(false);
    two.sealed = sealed;
    two.sealKey.set(one.sealKey);
    expect(two.restart()).toBe(false);
  });

  test('shows no private key: it is not in the file', () => {
    const inFile = hex(one.sealed);
    expect(inFile).not.toContain(hex(one.member.signPublic.subarray(1)));
  });
});

test('forgetting leaves nothing to use', () => {
  createdToken();
  const token = one.root.createSlotToken(A);
  one.root.forgetDomain();
  expect(() => one.root.openSlotToken(A, token)).toThrow(/NOT_OPERATIONAL/);
  one.root.forget();
  expect(() => one.root.publicIdentity()).toThrow(/NOT_OPERATIONAL/);
});
