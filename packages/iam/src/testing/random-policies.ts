/**
 * Policies and requests of small alphabets, so that most of what could match does now and then. Left to the tables is
 * what the oracle does not know: that version 2008-10-17 has no variables, IPv4 ranges against IPv6 addresses, the
 * range
 * 0.0.0.0/0, dates in epoch seconds, ForAnyValue with IfExists, lists without a set prefix, roles with a path.
 */
import fc from 'fast-check';
import type { RequestPrincipal } from '../policy/request-principal.js';
import { KEY_ARN, OTHER, OWNER } from './policy-cases/case.js';

export interface RandomCase {
  readonly principal: RequestPrincipal;
  readonly action: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly key: RandomPolicy;
  readonly identity: readonly RandomPolicy[];
  readonly boundary: RandomPolicy | undefined;
  readonly session: RandomPolicy | undefined;
}

export interface RandomPolicy {
  readonly Version: string;
  readonly Statement: readonly object[];
}

const user = (accountId: string, name: string): RequestPrincipal => ({
  kind: 'user',
  arn: `arn:aws:iam::${accountId}:user/${name}`,
  accountId,
  uniqueId: undefined,
});
const session = (accountId: string, name: string): RequestPrincipal => ({
  kind: 'assumedRole',
  arn: `arn:aws:sts::${accountId}:assumed-role/app/${name}`,
  accountId,
  roleArn: `arn:aws:iam::${accountId}:role/app`,
  uniqueId: undefined,
});
const root = (accountId: string): RequestPrincipal => ({
  kind: 'root',
  arn: `arn:aws:iam::${accountId}:root`,
  accountId,
});

const principal = fc.constantFrom<RequestPrincipal>(
  user(OWNER, 'alice'),
  session(OWNER, 'run-1'),
  user(OTHER, 'alice'),
  session(OTHER, 'run-1'),
  root(OWNER),
  { kind: 'federatedUser', arn: `arn:aws:sts::${OWNER}:federated-user/carol`, accountId: OWNER, userArn: undefined },
  { kind: 'service', name: 'logs.amazonaws.com', accountId: OWNER },
);

const ACCOUNTS = [OWNER, OTHER];
const NAMES = ACCOUNTS.flatMap((account) => [
  `arn:aws:iam::${account}:root`,
  `arn:aws:iam::${account}:user/alice`,
  `arn:aws:iam::${account}:user/bob`,
  `arn:aws:iam::${account}:role/app`,
  `arn:aws:sts::${account}:assumed-role/app/run-1`,
  `arn:aws:sts::${account}:assumed-role/app/run-2`,
]);
const names = fc.array(fc.constantFrom(...NAMES, ...ACCOUNTS, `arn:aws:sts::${OWNER}:federated-user/carol`), {
  minLength: 1,
  maxLength: 4,
});
const who = fc.oneof(
  { weight: 1, arbitrary: fc.constant('*') },
  { weight: 6, arbitrary: names.map((arns) => ({ AWS: arns })) },
  { weight: 1, arbitrary: fc.constantFrom({ Service: 'logs.amazonaws.com' }, { Service: 's3.amazonaws.com' }) },
);

const ACTIONS = ['kms:Decrypt', 'kms:decrypt', 'kms:*', '*', 'kms:De*', 'kms:?ecrypt', 'kms:Encrypt', 's3:GetObject'];
const actions = fc.array(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 3 });
const RESOURCES = [
  '*',
  KEY_ARN,
  `arn:aws:kms:*:${OWNER}:key/*`,
  'arn:aws:kms:us-east-1:*:key/*',
  `arn:aws:kms:*:${OTHER}:key/*`,
  `arn:aws:kms:eu-central-1:${OWNER}:key/1234abcd-????-34cd-*`,
  'arn:aws:kms:*:*:key/${aws:PrincipalTag/who}',
];
const resources = fc.array(fc.constantFrom(...RESOURCES), { minLength: 1, maxLength: 2 });

interface KeyOfType {
  readonly name: string;
  readonly operators: readonly string[];
  readonly wanted: readonly string[];
  readonly actual: readonly string[];
  readonly multivalued?: boolean;
}
/** In policies only as a variable, so that what becomes of it touches nothing else. */
export const VARIABLE = 'aws:PrincipalTag/who';
const TEXTS = ['red', 'Red', 'reddish', 'blue', ''];
const STRING = {
  operators: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  wanted: [
    'red',
    'RED',
    'r*',
    '*d*',
    '?ed',
    'blue',
    '*',
    '${aws:PrincipalTag/who}',
    "${aws:PrincipalTag/none, 'red'}",
    'r${*}',
  ],
  actual: TEXTS,
};
const comparisons = (type: string): readonly string[] =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((end) => type + end);
const KEYS: readonly KeyOfType[] = [
  { name: 'kms:ViaService', ...STRING },
  { name: 'aws:PrincipalTag/team', ...STRING },
  { name: 'kms:EncryptionContext:Purpose', ...STRING },
  { name: 'aws:username', ...STRING },
  { name: VARIABLE, operators: [], wanted: [], actual: ['red', 'blue', '*', KEY_ARN.slice(-36)] },
  { name: 'kms:EncryptionContextKeys', ...STRING, multivalued: true },
  {
    name: 'aws:MultiFactorAuthAge',
    operators: comparisons('Numeric'),
    wanted: ['1', '2.0', '10', '-1'],
    actual: ['1', '2', '10', '9.5'],
  },
  {
    name: 'aws:CurrentTime',
    operators: comparisons('Date'),
    wanted: ['2026-01-01T00:00:00Z', '2026-06-01', '2026-01-01T01:00:00+01:00'],
    actual: ['2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', '2026-06-02T00:00:00Z'],
  },
  { name: 'aws:SecureTransport', operators: ['Bool'], wanted: ['true', 'false'], actual: ['true', 'false'] },
  {
    name: 'aws:SourceIp',
    operators: ['IpAddress', 'NotIpAddress'],
    wanted: ['10.0.0.0/8', '10.1.2.3', '10.1.2.2/31', '8.0.0.0/6', '10.1.2.99/25'],
    actual: ['10.1.2.3', '11.1.2.3', '10.1.2.254'],
  },
  {
    name: 'aws:VpcSourceIp',
    operators: ['IpAddress', 'NotIpAddress'],
    wanted: ['2001:db8::/32', '2001:db8::1', '2001:db8::2/127', '::/0', '2001:db8:0:0:ffff::/80'],
    actual: ['2001:db8::1', '2001:db8:0:0:0:0:0:3', '2001:db9::1', '2001:DB8::FFFF:0:0:1'],
  },
  {
    name: 'aws:SourceArn',
    operators: ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'],
    wanted: [
      KEY_ARN,
      'arn:aws:kms:*:*:key/*',
      'arn:aws:kms:eu-*:111122223333:*',
      'arn:aws:s3:::${aws:PrincipalTag/who}',
      'arn:aws:s3:::r?d',
    ],
    actual: [KEY_ARN, 'arn:aws:s3:::red', 'arn:aws:s3:::a:b'],
  },
];

const condition = fc.constantFrom(...KEYS.filter(({ operators }) => operators.length > 0)).chain((each) => {
  const values = fc.array(fc.constantFrom(...each.wanted), { minLength: 1, maxLength: 2 });
  const set = each.multivalued === true ? fc.constantFrom('ForAllValues:', 'ForAnyValue:') : fc.constant('');
  const compared = fc
    .tuple(set, fc.constantFrom(...each.operators), fc.constantFrom('', '', 'IfExists'), values)
    .filter(([prefix, , ifExists]) => prefix !== 'ForAnyValue:' || ifExists === '')
    .map(([prefix, operator, ifExists, wanted]) => ({ [`${prefix}${operator}${ifExists}`]: { [each.name]: wanted } }));
  const presence = fc.constantFrom('true', 'false').map((wanted) => ({ Null: { [each.name]: wanted } }));
  return fc.oneof({ weight: 5, arbitrary: compared }, { weight: 1, arbitrary: presence });
});
const conditions = fc
  .array(condition, { maxLength: 2 })
  .map((list) => list.reduce((all, each) => ({ ...each, ...all }), {}));

const body = fc
  .record({
    effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    action: fc.tuple(fc.constantFrom('Action', 'Action', 'Action', 'NotAction'), actions),
    resource: fc.tuple(fc.constantFrom('Resource', 'Resource', 'Resource', 'NotResource'), resources),
    all: fc.nat(3),
    conditions: fc.oneof(fc.constant({}), conditions),
  })
  .map(({ effect, action, resource, all, conditions: Condition }) => ({
    Effect: effect,
    // Most statements speak of everything, or too little would ever be allowed.
    [all > 0 ? 'Action' : action[0]]: all > 1 ? 'kms:*' : action[1],
    [all > 0 ? 'Resource' : resource[0]]: all > 1 ? '*' : resource[1],
    Condition,
  }));
const keyStatement = fc.tuple(body, who, fc.nat(3)).map(([statement, principals, negated]) => ({
  ...statement,
  [statement.Effect === 'Deny' && negated === 0 && principals !== '*' ? 'NotPrincipal' : 'Principal']: principals,
}));

const policyOf = (statement: fc.Arbitrary<object>): fc.Arbitrary<RandomPolicy> =>
  fc
    .array(statement, { minLength: 1, maxLength: 3 })
    .map((statements) => ({ Version: '2012-10-17', Statement: statements }));

const identityPolicy = policyOf(body);
const context = fc
  .tuple(
    ...KEYS.map((each) => {
      const value = fc.constantFrom(...each.actual);
      const values = fc.array(value, { minLength: 1, maxLength: 3 });
      const actual: fc.Arbitrary<string | string[]> = each.multivalued === true ? values : value;
      return fc.option(actual, { nil: undefined });
    }),
  )
  .map((values) =>
    Object.fromEntries(KEYS.flatMap(({ name }, index) => (values[index] === undefined ? [] : [[name, values[index]]]))),
  );

export const randomCase: fc.Arbitrary<RandomCase> = fc
  .record({
    principal,
    context,
    key: policyOf(keyStatement),
    identity: fc.array(identityPolicy, { maxLength: 2 }),
    boundary: fc.option(identityPolicy, { nil: undefined, freq: 3 }),
    session: fc.option(identityPolicy, { nil: undefined, freq: 3 }),
  })
  .map((each) => {
    const { kind } = each.principal;
    const hasPolicies = kind !== 'service' && kind !== 'root';
    const hasSession = kind === 'assumedRole' || kind === 'federatedUser';
    return {
      ...each,
      action: 'kms:Decrypt',
      identity: hasPolicies ? each.identity : [],
      boundary: hasPolicies ? each.boundary : undefined,
      session: hasSession ? each.session : undefined,
    };
  });
