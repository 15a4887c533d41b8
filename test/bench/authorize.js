/**
 * `npm run bench:authorize [-- --json]`: what one authorization costs, by itself and in one thread: a key policy of 20
 * statements and three identity policies, all of which must be read because the last statement decides. Needs a build.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { authorize } from '@strongroom/iam/policy/authorize.js';
import { compilePolicy } from '@strongroom/iam/policy/compile-policy.js';
import { explain } from '@strongroom/iam/policy/explain.js';
import { parseKeyPolicy } from '@strongroom/iam/policy/parse-key-policy.js';
import { parseIdentityPolicy } from '@strongroom/iam/policy/parse-policy.js';

const TARGET_US = 10;
const BATCHES = 300;
const PER_BATCH = 100;

const ACCOUNT = '111122223333';
const KEY_ARN = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** @param {readonly object[]} statements */
const documentOf = (statements) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** Roles, tags, services, encryption contexts, a deny by address; the delegation to IAM comes last. */
const KEY_STATEMENTS = [
  ...Array.from({ length: 8 }, (_, index) => ({
    Effect: 'Allow',
    Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:role/app-${String(index)}`, `arn:aws:iam::${ACCOUNT}:user/admin`] },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
  })),
  ...Array.from({ length: 6 }, (_, index) => ({
    Effect: 'Allow',
    Principal: '*',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: {
      StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': `service-${String(index)}.amazonaws.com` },
    },
  })),
  ...Array.from({ length: 4 }, (_, index) => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'kms:*',
    Resource: '*',
    Condition: {
      StringLike: { 'kms:EncryptionContext:app': `other-${String(index)}-*` },
      ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/team-*` },
    },
  })),
  {
    Effect: 'Deny',
    Principal: '*',
    Action: 'kms:*',
    Resource: '*',
    Condition: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.168.0.0/16', '2001:db8::/32'] } },
  },
  { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
];

const IDENTITY_STATEMENTS = [
  [{ Effect: 'Allow', Action: ['s3:*', 'dynamodb:*', 'logs:*'], Resource: '*' }],
  [
    { Effect: 'Deny', Action: ['kms:ScheduleKeyDeletion', 'kms:Disable*'], Resource: '*' },
    { Effect: 'Allow', Action: 'kms:*', Resource: `arn:aws:kms:us-*:${ACCOUNT}:key/*` },
  ],
  [
    {
      Effect: 'Allow',
      Action: ['kms:Encrypt', 'kms:Decrypt'],
      Resource: [`arn:aws:kms:*:${ACCOUNT}:key/0000*`, `arn:aws:kms:*:${ACCOUNT}:key/*`],
      Condition: { StringEquals: { 'kms:EncryptionContext:app': '${aws:PrincipalTag/app}' } },
    },
  ],
];

const CONTEXT = new Map([
  ['kms:calleraccount', ACCOUNT],
  ['kms:encryptioncontext:app', 'payments'],
  ['aws:principaltag/app', 'payments'],
  ['aws:principalarn', `arn:aws:iam::${ACCOUNT}:user/alice`],
  ['aws:sourceip', '10.1.2.3'],
]);

/** @type {import('@strongroom/iam/policy/authorize.js').AuthorizationRequest} */
const REQUEST = {
  principal: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/alice`, accountId: ACCOUNT, uniqueId: undefined },
  action: 'kms:Decrypt',
  resource: KEY_ARN,
  context: (conditionKey) => CONTEXT.get(conditionKey),
  resourcePolicy: { policy: compilePolicy(parseKeyPolicy(documentOf(KEY_STATEMENTS))), accountId: ACCOUNT },
  identityPolicies: IDENTITY_STATEMENTS.map((statements) => compilePolicy(parseIdentityPolicy(documentOf(statements)))),
  permissionsBoundary: undefined,
  sessionPolicies: [],
};

/** CPU microseconds of one call: median and 99th percentile of batches. @param {() => unknown} call */
function measure(call) {
  const batches = Array.from({ length: BATCHES }, () => {
    const began = process.cpuUsage();
    for (let index = 0; index < PER_BATCH; index++) call();
    const { user, system } = process.cpuUsage(began);
    return (user + system) / PER_BATCH;
  });
  // The first fifth warms up.
  const sorted = batches.slice(BATCHES / 5).sort((a, b) => a - b);
  return { medianUs: sorted[Math.floor(sorted.length / 2)] ?? 0, p99Us: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
}

const { values: flags } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const { reason } = authorize(REQUEST);
if (reason !== 'identityPolicyAllows') throw new Error(`the request that is measured is decided by ${reason}`);
const rows = {
  authorize: measure(() => authorize(REQUEST)),
  explain: measure(() => explain(REQUEST)),
  'compile the key policy': measure(() => compilePolicy(parseKeyPolicy(documentOf(KEY_STATEMENTS)))),
};
for (const [name, { medianUs, p99Us }] of Object.entries(rows)) {
  const target = name === 'authorize' ? ` (target ${String(TARGET_US)})` : '';
  process.stdout.write(`${name}: median ${medianUs.toFixed(2)} µs${target}, p99 ${p99Us.toFixed(2)} µs\n`);
}
if (flags.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
