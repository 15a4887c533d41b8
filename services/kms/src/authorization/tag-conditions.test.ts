import { utf8 } from '@strongroom/core/bytes.js';
import { describe, expect, it } from 'vitest';
import { ACCOUNT_A, frontEndFixture } from '../testing/front-end-fixture.js';
import { keyOf, newUser, outcomeOf, policyOf } from '../testing/principals.js';

describe('conditions on tags', () => {
  it.each<[string, object, 'Allow' | 'Deny', boolean]>([
    ['an Allow of one value', { StringEquals: { 'aws:ResourceTag/project': 'mallory' } }, 'Allow', false],
    ['an Allow of the other value', { StringEquals: { 'aws:ResourceTag/Project': 'secret' } }, 'Allow', false],
    ['an Allow of both', { StringEquals: { 'aws:ResourceTag/Project': ['mallory', 'secret'] } }, 'Allow', true],
    ['an Allow of all but one value', { StringNotEquals: { 'aws:ResourceTag/Project': 'secret' } }, 'Allow', false],
    ['a Deny of one value', { StringEquals: { 'aws:ResourceTag/Project': 'secret' } }, 'Deny', false],
    ['a Deny of the other value', { StringEquals: { 'aws:ResourceTag/Project': 'mallory' } }, 'Deny', false],
    ['a Deny of none of them', { StringEquals: { 'aws:ResourceTag/Project': 'blue' } }, 'Deny', true],
  ])('are asked about every tag whose key differs by case alone: %s', async (_name, Condition, Effect, allowed) => {
    const fixture = await frontEndFixture();
    const statement = { Effect, Action: 'kms:Encrypt', Condition };
    const policy = policyOf(statement, ...(Effect === 'Deny' ? [{ Action: 'kms:*' }] : []));
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', policy);
    const keyId = await keyOf(fixture, ACCOUNT_A, { tags: [{ tagKey: 'Project', tagValue: 'secret' }] });
    const tags = [{ tagKey: 'project', tagValue: 'mallory' }];
    await fixture.pipeline.run('TagResource', await fixture.callFor(ACCOUNT_A), { keyId, tags });
    const input = { keyId, plaintext: utf8('hello') };
    expect(await outcomeOf(fixture.pipeline.run('Encrypt', alice, input))).toMatch(
      allowed ? /^ok$/ : /^AccessDeniedException/,
    );
  });

  it('are asked about every tag of a request whose key differs by case alone', async () => {
    const fixture = await frontEndFixture();
    const blue = { StringEquals: { 'aws:RequestTag/team': 'blue' } };
    const policy = policyOf({ Action: ['kms:CreateKey', 'kms:TagResource'], Condition: blue });
    const alice = await newUser(fixture, ACCOUNT_A, 'alice', policy);
    const create = (...tags: readonly (readonly [string, string])[]): Promise<string> => {
      const input = { tags: tags.map(([tagKey, tagValue]) => ({ tagKey, tagValue })) };
      return outcomeOf(fixture.pipeline.run('CreateKey', alice, input));
    };
    expect(await create(['Team', 'blue'])).toBe('ok');
    expect(await create(['Team', 'blue'], ['team', 'blue'])).toBe('ok');
    expect(await create(['Team', 'blue'], ['team', 'red'])).toMatch(/^AccessDeniedException/);
    expect(await create(['Team', 'red'], ['team', 'blue'])).toMatch(/^AccessDeniedException/);
  });
});
