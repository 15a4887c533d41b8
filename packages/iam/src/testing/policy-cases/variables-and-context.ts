/** Policy variables, condition keys, and several conditions together. */
import { ALICE, allow, type Case, DELEGATES, deny, KEY_ARN, may, named } from './case.js';

const YES = 'resourcePolicyAllows';
const NO = 'noResourcePolicyAllows';
type Context = Readonly<Record<string, string | readonly string[]>>;

/** A key policy that allows on a condition. */
const when = (name: string, condition: object, context: Context, gives: typeof YES | typeof NO): Case => [
  name,
  ALICE,
  { key: [allow(ALICE, { Condition: condition })], context },
  gives,
];
const whenEqual = (
  name: string,
  wanted: string,
  actual: string,
  context: Context,
  gives: typeof YES | typeof NO,
): Case => when(name, { StringEquals: { 'aws:probe': wanted } }, { ...context, 'aws:probe': actual }, gives);
const whenLike = (
  name: string,
  wanted: string,
  actual: string,
  context: Context,
  gives: typeof YES | typeof NO,
): Case => when(name, { StringLike: { 'aws:probe': wanted } }, { ...context, 'aws:probe': actual }, gives);

const NAME = { 'aws:username': 'alice' };
const VARIABLES: readonly Case[] = [
  whenEqual('a variable', '${aws:username}', 'alice', NAME, YES),
  whenEqual('a variable that differs', '${aws:username}', 'bob', NAME, NO),
  whenEqual('a variable in text', 'home/${aws:username}/x', 'home/alice/x', NAME, YES),
  whenEqual('two variables', '${aws:username}-${aws:username}', 'alice-alice', NAME, YES),
  whenEqual('a variable in another case', '${AWS:UserName}', 'alice', NAME, YES),
  whenEqual('a tag', '${aws:PrincipalTag/Team}', 'red', { 'aws:principaltag/team': 'red' }, YES),
  whenEqual('a missing tag', '${aws:PrincipalTag/Team}', '', {}, NO),
  whenEqual('a missing tag is not its own text', '${aws:PrincipalTag/Team}', '${aws:PrincipalTag/Team}', {}, NO),
  whenEqual('a default', "${aws:PrincipalTag/Team, 'none'}", 'none', {}, YES),
  whenEqual(
    'a default that is not needed',
    "${aws:PrincipalTag/Team, 'none'}",
    'red',
    { 'aws:principaltag/team': 'red' },
    YES,
  ),
  whenEqual('an empty default', "${aws:PrincipalTag/Team, ''}", '', {}, YES),
  whenEqual('a key of several values is no variable', '${aws:x}', 'a', { 'aws:x': ['a', 'b'] }, NO),
  whenEqual('a key of one value in a list', '${aws:x}', 'a', { 'aws:x': ['a'] }, YES),
  whenEqual(
    'an encryption context with its case',
    '${kms:EncryptionContext:Team}',
    'red',
    { 'kms:encryptioncontext:Team': 'red' },
    YES,
  ),
  whenEqual('${*}', 'a${*}', 'a*', {}, YES),
  whenEqual('${?} and ${$}', '${?}${$}{x}', '?${x}', {}, YES),
  whenEqual('an unfinished variable is text', '${aws:username', '${aws:username', NAME, YES),
  whenLike('a variable with a wildcard', '${aws:username}*', 'alice-1', NAME, YES),
  whenLike('${*} is no wildcard', 'a${*}', 'abc', {}, NO),
  whenLike('${*} beside a wildcard', 'a${*}*', 'a*bc', {}, YES),
  whenLike('${?} is no wildcard', 'a${?}', 'ab', {}, NO),
  whenLike('a wildcard in a value is no wildcard', '${aws:username}', 'anything', { 'aws:username': '*' }, NO),
  whenLike('a wildcard in a value is itself', '${aws:username}x*', '*xy', { 'aws:username': '*' }, YES),
  whenLike('a variable in a value is no variable', '${aws:x}*', 'alice', { ...NAME, 'aws:x': '${aws:username}' }, NO),
  when(
    'ignoring case',
    { StringEqualsIgnoreCase: { 'aws:probe': 'X-${aws:username}' } },
    { 'aws:username': 'Alice', 'aws:probe': 'x-aLICE' },
    YES,
  ),
  when(
    'in an ARN',
    { ArnLike: { 'aws:probe': 'arn:aws:iam::*:user/${aws:username}' } },
    { ...NAME, 'aws:probe': named(ALICE) },
    YES,
  ),
  when(
    'a colon in a default does not divide an ARN',
    { ArnLike: { 'aws:probe': "arn:aws:iam::*:${aws:x, 'user:x'}" } },
    { 'aws:probe': 'arn:aws:iam::1:user:x' },
    YES,
  ),
  when(
    'not equal to a missing variable',
    { StringNotEquals: { 'aws:probe': '${aws:username}' } },
    { 'aws:probe': 'x' },
    YES,
  ),
  when(
    'numbers have no variables',
    { NumericEquals: { 'aws:probe': '${aws:x}' } },
    { 'aws:x': '1', 'aws:probe': '1' },
    NO,
  ),
  [
    'none in version 2008-10-17',
    ALICE,
    {
      version: '2008-10-17',
      key: [allow(ALICE, { Condition: { StringEquals: { 'aws:probe': '${aws:username}' } } })],
      context: { ...NAME, 'aws:probe': 'alice' },
    },
    NO,
  ],
  [
    'text in version 2008-10-17',
    ALICE,
    {
      version: '2008-10-17',
      key: [allow(ALICE, { Condition: { StringEquals: { 'aws:probe': '${aws:username}' } } })],
      context: { ...NAME, 'aws:probe': '${aws:username}' },
    },
    YES,
  ],
  [
    'in a resource',
    ALICE,
    {
      key: [DELEGATES],
      identity: [[may('kms:*', { Resource: 'arn:aws:kms:*:*:key/${aws:x}' })]],
      context: { 'aws:x': KEY_ARN.slice(-36) },
    },
    'identityPolicyAllows',
  ],
  [
    'in a resource, missing',
    ALICE,
    { key: [DELEGATES], identity: [[may('kms:*', { Resource: 'arn:aws:kms:*:*:key/${aws:x}' })]] },
    'noIdentityPolicyAllows',
  ],
  [
    'in a resource, a wildcard as value',
    ALICE,
    {
      key: [DELEGATES],
      identity: [[may('kms:*', { Resource: 'arn:aws:kms:*:*:key/${aws:x}' })]],
      context: { 'aws:x': '*' },
    },
    'noIdentityPolicyAllows',
  ],
];

const KEYS: readonly Case[] = [
  when('condition keys in another case', { StringEquals: { 'KMS:viaservice': 's3' } }, { 'kms:viaservice': 's3' }, YES),
  when(
    'tag keys in another case',
    { StringEquals: { 'aws:PrincipalTag/TEAM': 'red' } },
    { 'aws:principaltag/team': 'red' },
    YES,
  ),
  when(
    'an encryption context',
    { StringEquals: { 'kms:EncryptionContext:Zweck': 'x' } },
    { 'kms:encryptioncontext:Zweck': 'x' },
    YES,
  ),
  when(
    'an encryption context in another case',
    { StringEquals: { 'kms:EncryptionContext:zweck': 'x' } },
    { 'kms:encryptioncontext:Zweck': 'x' },
    NO,
  ),
  when(
    'the prefix of it in another case',
    { StringEquals: { 'KMS:ENCRYPTIONCONTEXT:Zweck': 'x' } },
    { 'kms:encryptioncontext:Zweck': 'x' },
    YES,
  ),
  when(
    'a colon in its name',
    { StringEquals: { 'kms:EncryptionContext:a:B': 'x' } },
    { 'kms:encryptioncontext:a:B': 'x' },
    YES,
  ),
  when(
    'its keys',
    { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['a', 'b'] } },
    { 'kms:encryptioncontextkeys': ['a'] },
    YES,
  ),
  when('a key that has an object’s name', { StringEquals: { 'aws:constructor': 'x' } }, {}, NO),
];

const SEVERAL: readonly Case[] = [
  when(
    'two operators hold',
    { StringEquals: { 'aws:a': '1' }, Bool: { 'aws:b': 'true' } },
    { 'aws:a': '1', 'aws:b': 'true' },
    YES,
  ),
  when(
    'one of two operators does not',
    { StringEquals: { 'aws:a': '1' }, Bool: { 'aws:b': 'true' } },
    { 'aws:a': '1', 'aws:b': 'false' },
    NO,
  ),
  when('two keys hold', { StringEquals: { 'aws:a': '1', 'aws:b': '2' } }, { 'aws:a': '1', 'aws:b': '2' }, YES),
  when(
    'one of two keys does not',
    { StringEquals: { 'aws:a': '1', 'aws:b': '2' } },
    { 'aws:a': '1', 'aws:b': '1' },
    NO,
  ),
  when('no conditions', { StringEquals: {} }, {}, YES),
  [
    'a Deny whose condition does not hold',
    ALICE,
    { key: [allow(ALICE), deny(ALICE, { Condition: { Bool: { 'aws:b': 'true' } } })], context: { 'aws:b': 'false' } },
    YES,
  ],
  [
    'a Deny whose condition holds',
    ALICE,
    { key: [allow(ALICE), deny(ALICE, { Condition: { Bool: { 'aws:b': 'false' } } })], context: { 'aws:b': 'false' } },
    'denyInResourcePolicy',
  ],
  [
    'a Deny on a list without a set prefix holds by one value',
    ALICE,
    {
      key: [allow(ALICE), deny(ALICE, { Condition: { StringEquals: { 'aws:a': '1' } } })],
      context: { 'aws:a': ['2', '1'] },
    },
    'denyInResourcePolicy',
  ],
  [
    'a Deny on a list without a set prefix holds by no value',
    ALICE,
    {
      key: [allow(ALICE), deny(ALICE, { Condition: { StringEquals: { 'aws:a': '1' } } })],
      context: { 'aws:a': ['2', '3'] },
    },
    YES,
  ],
  [
    'a delegation whose condition does not hold',
    ALICE,
    { key: [{ ...DELEGATES, Condition: { Bool: { 'aws:b': 'true' } } }], identity: [[may()]] },
    NO,
  ],
];

export const VARIABLES_AND_CONTEXT: readonly Case[] = [...VARIABLES, ...KEYS, ...SEVERAL];
