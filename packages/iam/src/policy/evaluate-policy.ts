/** What one policy says about one request. */
import { Naming } from './compile-principals.js';
import type { CompiledPolicy, CompiledStatement } from './compile-policy.js';
import type { CompiledCondition } from './compile-condition.js';
import type { ContextLookup } from './condition-key.js';
import type { RequestPrincipal } from './request-principal.js';

export interface PolicyQuery {
  readonly principal: RequestPrincipal;
  /** Whether a permissions boundary limits the principal. */
  readonly bounded: boolean;
  /** In lower case. */
  readonly action: string;
  readonly resource: string;
  readonly context: ContextLookup;
}

/** The statement denies. */
export const DENIED = -1;
/** DENIED, or how directly the policy allows; identity policies allow directly or not at all. */
export type PolicyVerdict = Naming | typeof DENIED;

/** Why a statement does not apply: the first of its elements that does not match. */
export type Mismatch = 'Action' | 'Principal' | 'Resource' | CompiledCondition;

/** Hears of every statement that is looked at. Where there is one, all of them are. */
export interface StatementTrace {
  applied(statement: CompiledStatement, naming: Naming): void;
  missed(statement: CompiledStatement, mismatch: Mismatch): void;
}

export function evaluatePolicy(policy: CompiledPolicy, query: PolicyQuery, trace?: StatementTrace): PolicyVerdict {
  let verdict: PolicyVerdict = Naming.NONE;
  for (const statement of policy.statements) {
    // Nothing is left to gain from another Allow.
    if (trace === undefined && statement.allows && verdict === Naming.DIRECT) continue;
    const naming = namingOf(statement, query, trace);
    if (naming === Naming.NONE) continue;
    trace?.applied(statement, naming);
    if (!statement.allows) {
      if (trace === undefined) return DENIED;
      verdict = DENIED;
    } else if (verdict !== DENIED && naming > verdict) verdict = naming;
  }
  return verdict;
}

/** NONE if the statement does not apply. */
function namingOf(statement: CompiledStatement, query: PolicyQuery, trace: StatementTrace | undefined): Naming {
  if (!statement.matchesAction(query.action)) return miss(statement, 'Action', trace);
  const naming = statement.naming === undefined ? Naming.DIRECT : statement.naming(query.principal, query.bounded);
  if (naming === Naming.NONE) return miss(statement, 'Principal', trace);
  if (!statement.matchesResource(query.resource, query.context)) return miss(statement, 'Resource', trace);
  for (const condition of statement.conditions) {
    if (!condition.holds(query.context)) return miss(statement, condition, trace);
  }
  return naming;
}

function miss(statement: CompiledStatement, mismatch: Mismatch, trace: StatementTrace | undefined): Naming {
  trace?.missed(statement, mismatch);
  return Naming.NONE;
}
