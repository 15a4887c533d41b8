/**
 * Random policies and requests, decided here and by an implementation that was written without knowledge of this one
 * (@cloud-copilot/iam-simulate, development only). Where the two disagree a rule below says why.
 */
import { runSimulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorize } from './authorize.js';
import type { RequestPrincipal } from './request-principal.js';
import { compilePolicy, type CompiledPolicy } from './compile-policy.js';
import { canonicalConditionKey } from './condition-key.js';
import { parseKeyPolicy } from './parse-key-policy.js';
import { parseIdentityPolicy } from './parse-policy.js';
import { KEY_ARN, OWNER } from '../testing/policy-cases/case.js';
import { randomCase, type RandomCase, VARIABLE } from '../testing/random-policies.js';

type Outcome = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';

function ours(each: RandomCase): Outcome {
  const identity = (policy: object): CompiledPolicy => compilePolicy(parseIdentityPolicy(JSON.stringify(policy)));
  const context = new Map(Object.entries(each.context).map(([name, value]) => [canonicalConditionKey(name), value]));
  const { allowed, reason } = authorize({
    principal: each.principal,
    action: each.action,
    resource: KEY_ARN,
    context: (conditionKey) => context.get(conditionKey),
    resourcePolicy: { policy: compilePolicy(parseKeyPolicy(JSON.stringify(each.key))), accountId: OWNER },
    identityPolicies: each.identity.map(identity),
    permissionsBoundary: each.boundary && identity(each.boundary),
    sessionPolicies: each.session === undefined ? [] : [identity(each.session)],
  });
  if (allowed) return 'Allowed';
  return reason.startsWith('deny') ? 'ExplicitlyDenied' : 'ImplicitlyDenied';
}

/** The oracle does not know `kms:EncryptionContext:<name>`; a tag takes its place, in policies and request. */
const renamed = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replaceAll('kms:EncryptionContext:', 'aws:PrincipalTag/context-')) as T;

const nameOf = (principal: RequestPrincipal): string => (principal.kind === 'service' ? principal.name : principal.arn);
const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

async function theirs(each: RandomCase): Promise<Outcome> {
  const { principal } = each;
  const named = (policy: object, index = 0): { name: string; policy: object } => ({
    name: String(index),
    policy: renamed(policy),
  });
  const simulated = await runSimulation(
    {
      request: {
        principal: nameOf(principal),
        action: each.action,
        resource: { resource: KEY_ARN, accountId: OWNER },
        contextVariables: renamed(each.context) as Record<string, string | string[]>,
      },
      resourcePolicy: renamed(each.key),
      // It does not know what an account's root may do by itself.
      identityPolicies: (principal.kind === 'root' ? [EVERYTHING] : each.identity).map(named),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(each.boundary && { permissionBoundaryPolicies: [named(each.boundary)] }),
      sessionPolicy: each.session && renamed(each.session),
    },
    {},
  );
  if (simulated.resultType !== 'single') throw new Error(JSON.stringify(simulated));
  expect(simulated.result.ignoredContextKeys).toEqual([]);
  return simulated.overallResult;
}

interface Disagreement {
  /** Why this implementation is right, or at least safe. */
  readonly why: string;
  /** Whether that is all that the two disagree about. */
  readonly explains: (each: RandomCase, mine: Outcome) => boolean | Promise<boolean>;
}

const DISAGREEMENTS: readonly Disagreement[] = [
  {
    why: 'AWS exempts from the boundary whom a policy names, and says nothing of `*`: here the boundary limits `*`',
    explains: (each, mine) => mine === 'ImplicitlyDenied' && ours({ ...each, boundary: undefined }) === 'Allowed',
  },
  {
    why: 'session policies do not limit what the key policy gives to the ARN of the session itself',
    explains: async (each, mine) =>
      mine === 'Allowed' &&
      (await theirs({ ...each, session: undefined })) === 'Allowed' &&
      each.key.Statement.some((statement) => JSON.stringify(statement).includes(nameOf(each.principal))),
  },
  {
    why: 'NotPrincipal spares only whom it names in every respect; there the account alone is enough',
    explains: (each, mine) =>
      mine === 'ExplicitlyDenied' && ours({ ...each, key: withoutNotPrincipal(each.key) }) !== 'ExplicitlyDenied',
  },
  {
    why: 'a variable that nothing is known of equals nothing, so that a negated operator holds; there no operator does',
    explains: async (each, mine) =>
      each.context[VARIABLE] === undefined &&
      (await theirs({ ...each, context: { ...each.context, [VARIABLE]: 'nothing' } })) === mine,
  },
];

function withoutNotPrincipal(key: RandomCase['key']): RandomCase['key'] {
  const rest = key.Statement.filter((statement) => !('NotPrincipal' in statement));
  return { ...key, Statement: [...rest, { Effect: 'Deny', Principal: '*', Action: 'kms:Encrypt', Resource: '*' }] };
}

const AGREED = 'both say';

/** What the two say, or why they differ. */
async function compare(each: RandomCase): Promise<string> {
  const [mine, other] = [ours(each), await theirs(each)];
  if (mine === other) return `${AGREED} ${mine}`;
  for (const { why, explains } of DISAGREEMENTS) if (await explains(each, mine)) return why;
  throw new Error(`here ${mine}, there ${other}`);
}

/** The same cases every time; another seed is another search. */
const SEARCH = { seed: 20_261_124, numRuns: 3000 };

describe('authorize and another implementation', () => {
  it('agree, or differ for a known reason (property)', async () => {
    const seen = new Map<string, number>();
    const note = async (each: RandomCase): Promise<void> => {
      const what = await compare(each);
      seen.set(what, (seen.get(what) ?? 0) + 1);
    };
    await fc.assert(fc.asyncProperty(randomCase, note), SEARCH);
    // The search is worth something: every outcome is frequent, and every known reason is still needed.
    for (const outcome of ['Allowed', 'ImplicitlyDenied', 'ExplicitlyDenied']) {
      expect(seen.get(`${AGREED} ${outcome}`), outcome).toBeGreaterThan(200);
    }
    expect(DISAGREEMENTS.filter(({ why }) => !seen.has(why))).toEqual([]);
    const differed = [...seen].filter(([what]) => !what.startsWith(AGREED)).reduce((sum, [, count]) => sum + count, 0);
    expect(differed).toBeLessThan(SEARCH.numRuns / 10);
  });
});
