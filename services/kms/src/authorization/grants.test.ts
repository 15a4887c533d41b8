/** What grants permit, through the whole pipeline. */
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import type { CreateGrantRequest } from '@strongroom/proto/gen/kms-types.js';
import { emptyMemoryData } from '@strongroom/storage/memory/memory-data.js';
import { describe, expect, it } from 'vitest';
import { rootArn } from '../identity/principal.js';
import { ACCOUNT_A, ACCOUNT_B, frontEndFixture, type FrontEndFixture } from '../testing/front-end-fixture.js';
import { keyOf, newUser, outcomeOf, policyOf, userArn } from '../testing/principals.js';

const PLAINTEXT = utf8('hello');
const ALICE = userArn(ACCOUNT_A, 'alice');
const DENIED = /^AccessDeniedException/;

async function grant(fixture: FrontEndFixture, keyId: string, input: Partial<CreateGrantRequest> = {}) {
  const asked = { keyId, granteePrincipal: ALICE, operations: ['Encrypt'] as const, ...input };
  const { grantId, grantToken } = await fixture.pipeline.run('CreateGrant', await fixture.callFor(ACCOUNT_A), asked);
  return { grantId: must(grantId, 'an id'), grantToken: must(grantToken, 'a token') };
}

describe('a grant', () => {
  it('permits its grantee its operations on its key, until it is revoked', async () => {
    const fixture = await frontEndFixture();
    const [alice, bob] = [await newUser(fixture, ACCOUNT_A, 'alice'), await newUser(fixture, ACCOUNT_A, 'bob')];
    const [keyId, other] = [await keyOf(fixture, ACCOUNT_A), await keyOf(fixture, ACCOUNT_A)];
    const { grantId } = await grant(fixture, keyId);
    const encrypt = (call = alice, key = keyId) =>
      outcomeOf(fixture.pipeline.run('Encrypt', call, { keyId: key, plaintext: PLAINTEXT }));
    expect(await encrypt()).toBe('ok');
    expect(await encrypt(bob)).toMatch(DENIED);
    expect(await encrypt(alice, other)).toMatch(DENIED);
    const generate = fixture.pipeline.run('GenerateDataKey', alice, { keyId, keySpec: 'AES_256' });
    expect(await outcomeOf(generate)).toMatch(DENIED);
    await fixture.pipeline.run('RevokeGrant', await fixture.callFor(ACCOUNT_A), { keyId, grantId });
    expect(await encrypt()).toMatch(DENIED);
  });

  it('does not permit what a policy forbids', async () => {
    const fixture = await frontEndFixture();
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', policyOf({ Effect: 'Deny', Action: 'kms:Encrypt' }));
    const keyId = await keyOf(fixture, ACCOUNT_A);
    await grant(fixture, keyId);
    const encrypt = fixture.pipeline.run('Encrypt', alice, { keyId, plaintext: PLAINTEXT });
    expect(await outcomeOf(encrypt)).toMatch(/explicit deny in an identity-based policy$/);
  });

  it('holds within its constraints on the encryption context', async () => {
    const fixture = await frontEndFixture();
    const alice = await newUser(fixture, ACCOUNT_A, 'alice');
    const keyId = await keyOf(fixture, ACCOUNT_A);
    const operations = ['Encrypt', 'DescribeKey'] as const;
    await grant(fixture, keyId, { operations, constraints: { encryptionContextSubset: { dept: 'IT' } } });
    const encrypt = (encryptionContext: Record<string, string>) =>
      outcomeOf(fixture.pipeline.run('Encrypt', alice, { keyId, plaintext: PLAINTEXT, encryptionContext }));
    expect(await encrypt({ Dept: 'IT', more: '1' })).toBe('ok');
    expect(await encrypt({ dept: 'it' })).toMatch(DENIED);
    expect(await encrypt({})).toMatch(DENIED);
    expect(await outcomeOf(fixture.pipeline.run('DescribeKey', alice, { keyId }))).toBe('ok');
  });

  it('to a principal of another account needs that account’s IAM as well', async () => {
    const fixture = await frontEndFixture();
    const keyId = await keyOf(fixture, ACCOUNT_A);
    const without = await newUser(fixture, ACCOUNT_B, 'without');
    const having = await newUser(fixture, ACCOUNT_B, 'having', policyOf({ Action: 'kms:Encrypt' }));
    for (const name of ['without', 'having'])
      await grant(fixture, keyId, { granteePrincipal: userArn(ACCOUNT_B, name) });
    const encrypt = (call: typeof having) =>
      outcomeOf(fixture.pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT }));
    expect(await encrypt(without)).toMatch(DENIED);
    expect(await encrypt(having)).toBe('ok');
  });

  it('to an account is for its root, and for whom its IAM allows', async () => {
    const fixture = await frontEndFixture();
    const keyId = await keyOf(fixture, ACCOUNT_A);
    await grant(fixture, keyId, { granteePrincipal: rootArn(ACCOUNT_B) });
    const root = await fixture.callFor(ACCOUNT_B);
    const allowed = await newUser(fixture, ACCOUNT_B, 'allowed', policyOf({ Action: 'kms:Encrypt' }));
    const plain = await newUser(fixture, ACCOUNT_B, 'plain');
    const encrypt = (call: typeof root) =>
      outcomeOf(fixture.pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT }));
    expect([await encrypt(root), await encrypt(allowed)]).toEqual(['ok', 'ok']);
    expect(await encrypt(plain)).toMatch(DENIED);
  });

  it('takes its time to spread, except with its token', async () => {
    const fixture = await frontEndFixture({ grantPropagationMs: 60_000 });
    const [alice, bob] = [await newUser(fixture, ACCOUNT_A, 'alice'), await newUser(fixture, ACCOUNT_A, 'bob')];
    const keyId = await keyOf(fixture, ACCOUNT_A);
    const { grantToken } = await grant(fixture, keyId);
    const stranger = await grant(fixture, await keyOf(fixture, ACCOUNT_A));
    const encrypt = (call: typeof alice, ...grantTokens: string[]) =>
      outcomeOf(fixture.pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT, grantTokens }));
    expect(await encrypt(alice)).toMatch(DENIED);
    expect(await encrypt(alice, stranger.grantToken)).toMatch(DENIED);
    expect(await encrypt(alice, stranger.grantToken, grantToken)).toBe('ok');
    expect(await encrypt(bob, grantToken)).toMatch(DENIED);
    expect(await encrypt(alice, `${grantToken.slice(0, -4)}AAAA`)).toMatch(/^InvalidGrantTokenException/);
    fixture.services.clock.adopt(60_000);
    expect(await encrypt(alice)).toBe('ok');
  });

  it('with CreateGrant is passed on no wider than it is', async () => {
    const fixture = await frontEndFixture();
    const alice = await newUser(fixture, ACCOUNT_A, 'alice');
    const keyId = await keyOf(fixture, ACCOUNT_A);
    const constraints = { encryptionContextEquals: { a: '1' } };
    await grant(fixture, keyId, { operations: ['Encrypt', 'CreateGrant'], constraints });
    const pass = (input: Partial<CreateGrantRequest>) => {
      const asked = {
        keyId,
        granteePrincipal: userArn(ACCOUNT_A, 'bob'),
        operations: ['Encrypt'] as const,
        constraints,
      };
      return outcomeOf(fixture.pipeline.run('CreateGrant', alice, { ...asked, ...input }));
    };
    expect(await pass({})).toBe('ok');
    expect(await pass({ operations: ['Encrypt', 'Decrypt'] })).toMatch(DENIED);
    expect(await pass({ constraints: {} })).toMatch(DENIED);
    expect(await pass({ constraints: { encryptionContextSubset: { a: '1' } } })).toMatch(DENIED);
    const bob = await newUser(fixture, ACCOUNT_A, 'bob');
    const input = { keyId, plaintext: PLAINTEXT, encryptionContext: { a: '1' } };
    expect(await outcomeOf(fixture.pipeline.run('Encrypt', bob, input))).toBe('ok');
  });

  it.each([1, 2])('that is revoked before an answer leaves withholds it, seen from front end %i', async (which) => {
    const data = emptyMemoryData();
    const one = await frontEndFixture({ data });
    const two = which === 1 ? one : await frontEndFixture({ data, frontEndId: 'kms-2' });
    const alice = await newUser(one, ACCOUNT_A, 'alice');
    const keyId = await keyOf(one, ACCOUNT_A);
    const { grantId } = await grant(one, keyId, { operations: ['Encrypt', 'CreateGrant'] });
    const root = await two.callFor(ACCOUNT_A);
    one.setHsm(async () => {
      await two.pipeline.run('RevokeGrant', root, { keyId, grantId });
      return utf8('ciphertext');
    });
    expect(await outcomeOf(one.pipeline.run('Encrypt', alice, { keyId, plaintext: PLAINTEXT }))).toMatch(DENIED);
    const passedOn = { keyId, granteePrincipal: rootArn(ACCOUNT_B), operations: ['Encrypt'] as const };
    expect(await outcomeOf(one.pipeline.run('CreateGrant', alice, passedOn))).toMatch(DENIED);
  });

  it('is retired by whom IAM of the account that made it allows', async () => {
    const fixture = await frontEndFixture();
    const keyId = await keyOf(fixture, ACCOUNT_A);
    const { grantToken } = await grant(fixture, keyId);
    const retire = (call: Awaited<ReturnType<typeof newUser>>) =>
      outcomeOf(fixture.pipeline.run('RetireGrant', call, { grantToken }));
    expect(await retire(await newUser(fixture, ACCOUNT_A, 'alice'))).toMatch(DENIED);
    const administrator = await newUser(fixture, ACCOUNT_A, 'administrator', policyOf({ Action: 'kms:RetireGrant' }));
    expect(await retire(administrator)).toBe('ok');
  });

  it('is refused where the key has 50,000; the same request as before still gets its own', async () => {
    const fixture = await frontEndFixture();
    const keyId = await keyOf(fixture, ACCOUNT_A);
    const named = await grant(fixture, keyId, { name: 'named' });
    fixture.store.reads.countGrants = () => Promise.resolve(50_000);
    expect(await outcomeOf(grant(fixture, keyId))).toMatch(/^LimitExceededException/);
    expect((await grant(fixture, keyId, { name: 'named' })).grantId).toBe(named.grantId);
  });

  it('is read with the other grants of its grantee, and none but those, once', async () => {
    const fixture = await frontEndFixture();
    const alice = await newUser(fixture, ACCOUNT_A, 'alice');
    const keyId = await keyOf(fixture, ACCOUNT_A);
    for (const name of ['alice', 'bob', 'carol'])
      await grant(fixture, keyId, { granteePrincipal: userArn(ACCOUNT_A, name) });
    const { reads } = fixture.store;
    const read: string[] = [];
    const list = reads.listGrantsOfGrantee.bind(reads);
    reads.listGrants = () => Promise.reject(new Error('all grants of a key are never read'));
    reads.listGrantsOfGrantee = (...args) => {
      read.push(args[2]);
      return list(...args);
    };
    const encrypt = () => outcomeOf(fixture.pipeline.run('Encrypt', alice, { keyId, plaintext: PLAINTEXT }));
    expect([await encrypt(), await encrypt()]).toEqual(['ok', 'ok']);
    expect(read.sort()).toEqual([rootArn(ACCOUNT_A), ALICE]);
    await grant(fixture, keyId, { granteePrincipal: userArn(ACCOUNT_A, 'bob') });
    expect(await encrypt()).toBe('ok');
    expect(read).toHaveLength(2);
  });
});
