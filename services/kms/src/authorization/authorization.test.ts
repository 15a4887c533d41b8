/** Who may do what, through the whole pipeline, with policies as users write them. */
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import { defaultKeyPolicy } from '@strongroom/iam/policy/default-key-policy.js';
import { describe, expect, it } from 'vitest';
import { rootArn } from '../identity/principal.js';
import { ACCOUNT_A, ACCOUNT_B, frontEndFixture } from '../testing/front-end-fixture.js';
import { keyOf, newUser, outcomeOf, policyOf, putPolicy, userArn, type Statement } from '../testing/principals.js';

const PLAINTEXT = utf8('hello');
const ALICE = userArn(ACCOUNT_A, 'alice');
const encryptBy = (principal: string, more: Partial<Statement> = {}): Statement => ({
  Principal: { AWS: principal },
  Action: 'kms:Encrypt',
  ...more,
});
const delegation: Statement = { Principal: { AWS: rootArn(ACCOUNT_A) }, Action: 'kms:*' };
const encrypting = policyOf({ Action: 'kms:Encrypt' });
const DENIED =
  /^AccessDeniedException: User: arn:aws:iam::\d{12}:user\/alice is not authorized to perform: kms:Encrypt/;

describe('a user of the key’s account', () => {
  it.each<[string, string | undefined, string | undefined, RegExp]>([
    ['no policy of its own', undefined, undefined, /no identity-based policy allows the kms:Encrypt action$/],
    ['IAM through the delegation', undefined, encrypting, /^ok$/],
    ['IAM for another action', undefined, policyOf({ Action: 'kms:Decrypt' }), DENIED],
    ['IAM for another resource', undefined, policyOf({ Action: 'kms:*', Resource: 'arn:aws:kms:*:*:key/x' }), DENIED],
    [
      'IAM without the delegation',
      policyOf(encryptBy(userArn(ACCOUNT_A, 'bob'))),
      encrypting,
      /no resource-based policy/,
    ],
    ['named by the key policy', policyOf(encryptBy(ALICE)), undefined, /^ok$/],
    [
      'denied by IAM',
      policyOf(encryptBy(ALICE)),
      policyOf({ Effect: 'Deny', Action: 'kms:*' }),
      /with an explicit deny in an identity-based policy$/,
    ],
    [
      'denied by the key policy',
      policyOf(delegation, encryptBy(ALICE, { Effect: 'Deny' })),
      encrypting,
      /with an explicit deny in a resource-based policy$/,
    ],
  ])('%s', async (_name, keyPolicy, identityPolicy, expected) => {
    const fixture = await frontEndFixture();
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', identityPolicy);
    const keyId = await keyOf(fixture, ACCOUNT_A, keyPolicy === undefined ? {} : { policy: keyPolicy });
    expect(await outcomeOf(fixture.pipeline.run('Encrypt', alice, { keyId, plaintext: PLAINTEXT }))).toMatch(expected);
  });

  it('needs IAM for what has no key, and the root of the account needs none', async () => {
    const fixture = await frontEndFixture();
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', policyOf({ Action: 'kms:ListKeys' }));
    expect(await outcomeOf(fixture.pipeline.run('ListKeys', alice, {}))).toBe('ok');
    expect(await outcomeOf(fixture.pipeline.run('CreateKey', alice, {}))).toMatch(/kms:CreateKey on resource: \* /);
    const root = await fixture.callFor(ACCOUNT_A);
    expect(await outcomeOf(fixture.pipeline.run('CreateKey', root, {}))).toBe('ok');
  });

  it('needs kms:TagResource for a key with tags', async () => {
    const fixture = await frontEndFixture();
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', policyOf({ Action: 'kms:CreateKey' }));
    const tags = [{ tagKey: 'a', tagValue: 'b' }];
    expect(await outcomeOf(fixture.pipeline.run('CreateKey', alice, {}))).toBe('ok');
    expect(await outcomeOf(fixture.pipeline.run('CreateKey', alice, { tags }))).toMatch(/kms:TagResource/);
  });

  it('needs both alias and keys for an alias', async () => {
    const fixture = await frontEndFixture();
    const [one, two] = [await keyOf(fixture, ACCOUNT_A), await keyOf(fixture, ACCOUNT_A)];
    const aliasName = 'alias/orders';
    const aliasArn = one.replace(/key\/.*$/, aliasName);
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', policyOf({ Action: 'kms:*Alias', Resource: one }));
    const create = () => outcomeOf(fixture.pipeline.run('CreateAlias', alice, { aliasName, targetKeyId: one }));
    expect(await create()).toContain(`kms:CreateAlias on resource: ${aliasArn} `);
    const allow = (...resources: string[]) =>
      putPolicy(fixture, ALICE, policyOf(...resources.map((Resource) => ({ Action: 'kms:*Alias', Resource }))));
    await allow(aliasArn);
    expect(await create()).toContain(`kms:CreateAlias on resource: ${one} `);
    await allow(aliasArn, one);
    expect(await create()).toBe('ok');
    const update = () => outcomeOf(fixture.pipeline.run('UpdateAlias', alice, { aliasName, targetKeyId: two }));
    expect(await update()).toContain(`kms:UpdateAlias on resource: ${two} `);
    await allow(aliasArn, two);
    expect(await update()).toContain(`kms:UpdateAlias on resource: ${one} `);
    await allow(aliasArn, one, two);
    expect(await update()).toBe('ok');
    await allow(aliasArn, one);
    const remove = () => outcomeOf(fixture.pipeline.run('DeleteAlias', alice, { aliasName }));
    expect(await remove()).toContain(`kms:DeleteAlias on resource: ${two} `);
    await allow(aliasArn, two);
    expect(await remove()).toBe('ok');
  });
});

describe('conditions', () => {
  it.each<[string, object, object, boolean]>([
    ['kms:EncryptionContext:Dept', { StringEquals: { 'kms:EncryptionContext:Dept': 'IT' } }, { Dept: 'IT' }, true],
    ['the case of a context key', { StringEquals: { 'kms:EncryptionContext:Dept': 'IT' } }, { dept: 'IT' }, false],
    [
      'kms:EncryptionContextKeys',
      { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['a'] } },
      { a: '1', b: '2' },
      true,
    ],
    ['no context', { Null: { 'kms:EncryptionContextKeys': 'true' } }, {}, true],
    ['kms:EncryptionAlgorithm', { StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } }, {}, true],
    ['kms:KeySpec', { StringLike: { 'kms:KeySpec': 'RSA*' } }, {}, false],
    ['kms:KeyUsage', { StringEquals: { 'kms:KeyUsage': 'ENCRYPT_DECRYPT' } }, {}, true],
    ['kms:KeyOrigin', { StringEquals: { 'kms:KeyOrigin': 'AWS_KMS' } }, {}, true],
    ['kms:MultiRegion', { Bool: { 'kms:MultiRegion': 'false' } }, {}, true],
    ['kms:CallerAccount', { StringEquals: { 'kms:CallerAccount': ACCOUNT_B } }, {}, false],
    ['kms:ViaService', { StringLike: { 'kms:ViaService': '*' } }, {}, false],
    ['kms:ResourceAliases', { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': 'alias/or*' } }, {}, true],
    ['kms:RequestAlias', { StringEquals: { 'kms:RequestAlias': 'alias/orders' } }, {}, true],
    ['aws:ResourceTag', { StringEquals: { 'aws:ResourceTag/Team': 'blue' } }, {}, true],
    ['another tag', { StringEquals: { 'aws:ResourceTag/Team': 'red' } }, {}, false],
    ['aws:PrincipalArn', { ArnEquals: { 'aws:PrincipalArn': ALICE } }, {}, true],
    ['aws:SourceIp', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, {}, true],
    ['aws:SourceIp elsewhere', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, {}, false],
    ['aws:SecureTransport', { Bool: { 'aws:SecureTransport': 'true' } }, {}, true],
    ['aws:CurrentTime', { DateGreaterThan: { 'aws:CurrentTime': '2001-01-01T00:00:00Z' } }, {}, true],
    ['aws:RequestedRegion', { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } }, {}, true],
  ])('%s', async (_name, Condition, encryptionContext, allowed) => {
    const fixture = await frontEndFixture();
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', policyOf({ Action: 'kms:Encrypt', Condition }));
    const targetKeyId = await keyOf(fixture, ACCOUNT_A, { tags: [{ tagKey: 'team', tagValue: 'blue' }] });
    const root = await fixture.callFor(ACCOUNT_A);
    await fixture.pipeline.run('CreateAlias', root, { aliasName: 'alias/orders', targetKeyId });
    const input = { keyId: 'alias/orders', plaintext: PLAINTEXT, encryptionContext: { ...encryptionContext } };
    expect(await outcomeOf(fixture.pipeline.run('Encrypt', alice, input))).toMatch(allowed ? /^ok$/ : DENIED);
  });

  it('see the tags and aliases of the moment', async () => {
    const fixture = await frontEndFixture();
    const blue = { StringEquals: { 'aws:ResourceTag/team': 'blue' } };
    const named = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/orders' } };
    const both = policyOf({ Action: 'kms:Encrypt', Condition: blue }, { Action: 'kms:Encrypt', Condition: named });
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', both);
    const [keyId, other] = [await keyOf(fixture, ACCOUNT_A), await keyOf(fixture, ACCOUNT_A)];
    const root = await fixture.callFor(ACCOUNT_A);
    const encrypt = () => outcomeOf(fixture.pipeline.run('Encrypt', alice, { keyId, plaintext: PLAINTEXT }));
    expect(await encrypt()).toMatch(DENIED);
    await fixture.pipeline.run('TagResource', root, { keyId, tags: [{ tagKey: 'Team', tagValue: 'blue' }] });
    expect(await encrypt()).toBe('ok');
    await fixture.pipeline.run('UntagResource', root, { keyId, tagKeys: ['Team'] });
    expect(await encrypt()).toMatch(DENIED);
    const aliasName = 'alias/orders';
    await fixture.pipeline.run('CreateAlias', root, { aliasName, targetKeyId: keyId });
    expect(await encrypt()).toBe('ok');
    await fixture.pipeline.run('UpdateAlias', root, { aliasName, targetKeyId: other });
    expect(await encrypt()).toMatch(DENIED);
    await fixture.pipeline.run('UpdateAlias', root, { aliasName, targetKeyId: keyId });
    expect(await encrypt()).toBe('ok');
    await fixture.pipeline.run('DeleteAlias', root, { aliasName });
    expect(await encrypt()).toMatch(DENIED);
  });
});

describe('a key of another account', () => {
  it.each<[string, Statement, string | undefined, RegExp]>([
    ['both sides', encryptBy(rootArn(ACCOUNT_B)), encrypting, /^ok$/],
    ['its side alone', encryptBy(rootArn(ACCOUNT_B)), undefined, /because no identity-based policy allows/],
    ['the caller named, and no IAM', encryptBy(userArn(ACCOUNT_B, 'alice')), undefined, /no identity-based policy/],
    ['the caller’s side alone', delegation, encrypting, /no resource-based policies allow access/],
    ['an explicit deny', encryptBy('*', { Effect: 'Deny' }), encrypting, /no resource-based policies allow access/],
  ])('%s', async (_name, statement, identityPolicy, expected) => {
    const fixture = await frontEndFixture();
    const alice = await newUser(fixture, ACCOUNT_B, 'alice', identityPolicy);
    const keyId = await keyOf(fixture, ACCOUNT_A, { policy: policyOf(statement) });
    expect(await outcomeOf(fixture.pipeline.run('Encrypt', alice, { keyId, plaintext: PLAINTEXT }))).toMatch(expected);
  });

  it('is used in its owner’s slot, by its caller’s account in the audit', async () => {
    const fixture = await frontEndFixture();
    const keyId = await keyOf(fixture, ACCOUNT_A, { policy: policyOf(delegation, encryptBy(rootArn(ACCOUNT_B))) });
    const tenants: string[] = [];
    fixture.setHsm((request) => {
      tenants.push(request.tenant);
      return Promise.resolve(utf8('ciphertext'));
    });
    const root = await fixture.callFor(ACCOUNT_B);
    await fixture.pipeline.run('Encrypt', root, { keyId, plaintext: PLAINTEXT });
    expect(tenants.at(-1)).toBe(ACCOUNT_A);
    expect((await fixture.events()).at(-1)).toMatchObject({ account: ACCOUNT_B, resources: [keyId] });
    expect(await outcomeOf(fixture.pipeline.run('DisableKey', root, { keyId }))).toMatch(/^AccessDeniedException/);
  });

  it('answers the same, by the same number of reads, whether or not it exists', async () => {
    const fixture = await frontEndFixture();
    const conditioned = encryptBy(rootArn(ACCOUNT_B), { Condition: { StringEquals: { 'aws:ResourceTag/a': 'b' } } });
    const key = await keyOf(fixture, ACCOUNT_A, { policy: policyOf(delegation, conditioned) });
    const rsa = await keyOf(fixture, ACCOUNT_A, { keySpec: 'RSA_2048', keyUsage: 'SIGN_VERIFY' });
    const owner = await fixture.callFor(ACCOUNT_A);
    await fixture.pipeline.run('CreateAlias', owner, { aliasName: 'alias/there', targetKeyId: key });
    await fixture.pipeline.run('DisableKey', owner, { keyId: rsa });
    const base = key.replace(/key\/.*$/, '');
    // The caller's own policies ask about the key; the owner has used one of them.
    const nosy = policyOf(
      { Action: 'kms:*' },
      { Effect: 'Deny', Action: 'kms:*', Condition: { StringLike: { 'kms:KeySpec': 'RSA*' } } },
    );
    const alice = await newUser(fixture, ACCOUNT_B, 'alice', nosy);
    await fixture.pipeline.run('Encrypt', owner, { keyId: key, plaintext: PLAINTEXT });
    const reads = countReads(fixture.store.reads);
    const ask = async (keyId: string): Promise<readonly unknown[]> => {
      const answers = [];
      // Cold, then warm.
      for (let time = 0; time < 2; time += 1) {
        const before = reads.count;
        const input = { keyId, plaintext: PLAINTEXT, grantTokens: [] };
        answers.push(await outcomeOf(fixture.pipeline.run('Encrypt', alice, input)), reads.count - before);
      }
      return answers;
    };
    const expected = await ask(`${base}key/1234abcd-12ab-34cd-56ef-1234567890ab`);
    expect(expected[0]).toMatch(/is not authorized to perform: kms:Encrypt on this resource because/);
    expect(expected[1]).toBeGreaterThan(0);
    expect(await ask(key)).toEqual(expected);
    expect(await ask(rsa)).toEqual(expected);
    const alias = await ask(`${base}alias/nowhere`);
    expect(alias[0]).toEqual(expected[0]);
    // The key behind it is known by now; a key that is asked for by its alias first costs the same.
    const second = await keyOf(fixture, ACCOUNT_A);
    await fixture.pipeline.run('CreateAlias', owner, { aliasName: 'alias/too', targetKeyId: second });
    expect(await ask(`${base}alias/too`)).toEqual(alias);
  });
});

describe('the lockout safety check', () => {
  it('refuses a policy that its author could not change again, unless told otherwise', async () => {
    const fixture = await frontEndFixture();
    const root = await fixture.callFor(ACCOUNT_A);
    const policy = policyOf(encryptBy(ALICE));
    const refused = /^MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy/;
    expect(await outcomeOf(fixture.pipeline.run('CreateKey', root, { policy }))).toMatch(refused);
    const keyId = await keyOf(fixture, ACCOUNT_A);
    expect(await outcomeOf(fixture.pipeline.run('PutKeyPolicy', root, { keyId, policy }))).toMatch(refused);
    const kept = await fixture.pipeline.run('GetKeyPolicy', root, { keyId });
    expect(kept.policy).toBe(defaultKeyPolicy(ACCOUNT_A));
    const bypass = { keyId, policy, bypassPolicyLockoutSafetyCheck: true };
    expect(await outcomeOf(fixture.pipeline.run('PutKeyPolicy', root, bypass))).toBe('ok');
    // And now even the root is locked out.
    expect(await outcomeOf(fixture.pipeline.run('PutKeyPolicy', root, bypass))).toMatch(/^AccessDeniedException/);
  });
});

describe('the re-authorization fence', () => {
  it.each(['the key policy', 'the caller’s policy'])('withholds an answer when %s changes meanwhile', async (which) => {
    const fixture = await frontEndFixture();
    const keyId = await keyOf(fixture, ACCOUNT_A, { policy: policyOf(delegation) });
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', encrypting);
    const root = await fixture.callFor(ACCOUNT_A);
    fixture.setHsm(async () => {
      const deny = policyOf(delegation, encryptBy(ALICE, { Effect: 'Deny' }));
      if (which === 'the key policy') await fixture.pipeline.run('PutKeyPolicy', root, { keyId, policy: deny });
      else await putPolicy(fixture, ALICE, policyOf({ Action: 'kms:Decrypt' }));
      return utf8('ciphertext');
    });
    expect(await outcomeOf(fixture.pipeline.run('Encrypt', alice, { keyId, plaintext: PLAINTEXT }))).toMatch(DENIED);
  });
});

/** Counts what is read from a store from now on. */
function countReads(reads: object): { count: number } {
  const counter = { count: 0 };
  for (const [name, read] of Object.entries(reads) as [string, (...args: unknown[]) => unknown][]) {
    Object.assign(reads, {
      [name]: (...args: unknown[]) => {
        counter.count += 1;
        return must(read, name)(...args);
      },
    });
  }
  return counter;
}
