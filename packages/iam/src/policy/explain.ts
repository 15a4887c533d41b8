/**
 * Why a request is allowed or denied, statement by statement. The evaluation is that of authorize.ts; this only listens
 * to it.
 */
import {
  authorize,
  type AuthorizationRequest,
  type AuthorizationTrace,
  type PolicyRole,
  type Verdicts,
} from './authorize.js';
import { Naming } from './compile-principals.js';
import type { CompiledPolicy, CompiledStatement } from './compile-policy.js';
import type { Decision } from './decision.js';
import type { Mismatch } from './evaluate-policy.js';

export interface Explanation {
  readonly decision: Decision;
  /** Every statement of every policy that was asked, in order. */
  readonly statements: readonly StatementExplanation[];
  /** Undefined: no grant was asked, for it would not have decided. */
  readonly grant: boolean | undefined;
  /** What would have to be added or removed for the request to be allowed; empty if it is. Each is one sentence. */
  readonly missing: readonly string[];
}

export interface StatementExplanation {
  readonly role: PolicyRole;
  /** The policy's name, if it was compiled with one. */
  readonly policy: string | undefined;
  /** From 1, as in the messages of the parser. */
  readonly statement: number;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly applies: boolean;
  /**
   * In a resource's policy, how it names who asks: `account` only delegates, `indirect` (the role of a session, or `*`)
   * is limited by boundary and session policies. Undefined where it does not apply, and in other policies.
   */
  readonly names: 'account' | 'indirect' | 'direct' | undefined;
  /** The first element that does not match. Undefined if the statement applies. */
  readonly mismatch: MismatchExplanation | undefined;
}

export type MismatchExplanation =
  | { readonly element: 'Action' | 'Principal' | 'Resource' }
  | {
      readonly element: 'Condition';
      /** As written: `ForAnyValue:StringLikeIfExists`. */
      readonly operator: string;
      readonly conditionKey: string;
      readonly wanted: readonly string[];
      /** What the request says; undefined if nothing. */
      readonly actual: string | readonly string[] | undefined;
    };

const NAMES = [undefined, 'account', 'indirect', 'direct'] as const;

export function explain(request: AuthorizationRequest): Explanation {
  const trace = new Collector(request);
  const decision = authorize(request, trace);
  const { statements, grant, verdicts } = trace;
  return { decision, statements, grant, missing: decision.allowed ? [] : missing(request, statements, verdicts) };
}

class Collector implements AuthorizationTrace {
  readonly statements: StatementExplanation[] = [];
  grant: boolean | undefined;
  verdicts: Verdicts | undefined;
  readonly #request: AuthorizationRequest;

  constructor(request: AuthorizationRequest) {
    this.#request = request;
  }

  policy(role: PolicyRole, policy: CompiledPolicy): ReturnType<AuthorizationTrace['policy']> {
    return {
      applied: (statement, naming) => {
        const names = role === 'resource' ? NAMES[naming] : undefined;
        this.statements.push({ ...headOf(role, policy, statement), applies: true, names, mismatch: undefined });
      },
      missed: (statement, mismatch) => {
        const reason = this.#mismatch(mismatch);
        this.statements.push({
          ...headOf(role, policy, statement),
          applies: false,
          names: undefined,
          mismatch: reason,
        });
      },
    };
  }

  decided(verdicts: Verdicts): void {
    this.verdicts = verdicts;
  }

  grantAsked(allows: boolean): void {
    this.grant = allows;
  }

  #mismatch(mismatch: Mismatch): MismatchExplanation {
    if (typeof mismatch === 'string') return { element: mismatch };
    const { set, operator, ifExists, conditionKey, values } = mismatch.source;
    return {
      element: 'Condition',
      operator: `${set === undefined ? '' : `${set}:`}${operator}${ifExists ? 'IfExists' : ''}`,
      conditionKey,
      wanted: values,
      actual: this.#request.context(mismatch.conditionKey),
    };
  }
}

function headOf(
  role: PolicyRole,
  policy: CompiledPolicy,
  statement: CompiledStatement,
): Pick<StatementExplanation, 'role' | 'policy' | 'statement' | 'sid' | 'effect'> {
  const { sid, effect } = statement.source;
  return { role, policy: policy.name, statement: policy.statements.indexOf(statement) + 1, sid, effect };
}

function missing(
  request: AuthorizationRequest,
  statements: readonly StatementExplanation[],
  verdicts: Verdicts | undefined,
): readonly string[] {
  const denials = statements.filter(({ applies, effect }) => applies && effect === 'Deny');
  if (denials.length > 0 || verdicts === undefined) {
    return denials.map((each) => `Remove or narrow the Deny of ${placeOf(each)}.`);
  }
  const { action } = request;
  const needs: string[] = [];
  const { resourcePolicy, principal } = request;
  if (resourcePolicy !== undefined && verdicts.resource === Naming.NONE) {
    const who = principal.kind === 'service' ? principal.name : `${principal.arn} or its account`;
    needs.push(`The resource's policy must allow ${action} to ${who}, or a grant must.`);
  }
  const identityCounts = resourcePolicy === undefined || !verdicts.sameAccount || verdicts.resource === Naming.ACCOUNT;
  if (identityCounts && !verdicts.identity)
    needs.push(`An identity policy must allow ${action} on ${request.resource}.`);
  if (!verdicts.boundary) needs.push(`The permissions boundary must allow ${action} on ${request.resource}.`);
  if (!verdicts.session) needs.push(`A session policy must allow ${action} on ${request.resource}.`);
  return needs;
}

const POLICY_NAMES: Readonly<Record<PolicyRole, string>> = {
  resource: "the resource's policy",
  identity: 'the identity policy',
  boundary: 'the permissions boundary',
  session: 'the session policy',
};

function placeOf({ role, policy, statement, sid }: StatementExplanation): string {
  const name = policy === undefined ? '' : ` ${policy}`;
  return `statement ${String(statement)}${sid === undefined ? '' : ` (${sid})`} of ${POLICY_NAMES[role]}${name}`;
}
