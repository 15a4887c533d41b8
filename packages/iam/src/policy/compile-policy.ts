/**
 * A policy in the form in which it is evaluated: made once per version of the policy, kept with it, and never changed.
 */
import { type CompiledCondition, compileCondition } from './compile-condition.js';
import { compilePrincipals, type PrincipalMatcher } from './compile-principals.js';
import type { MatchElement, PolicyDocument, PolicyKind, PolicyStatement } from './policy-document.js';
import { compileText, type TextMatcher } from './text-matcher.js';

export interface CompiledPolicy {
  readonly kind: PolicyKind;
  /** What explanations call it: the policy's name or ARN. */
  readonly name: string | undefined;
  readonly statements: readonly CompiledStatement[];
}

export interface CompiledStatement {
  readonly source: PolicyStatement;
  readonly allows: boolean;
  /** Gets the action in lower case. */
  readonly matchesAction: (action: string) => boolean;
  /** Undefined in identity policies, which speak of whom they are attached to. */
  readonly naming: PrincipalMatcher | undefined;
  readonly matchesResource: TextMatcher;
  readonly conditions: readonly CompiledCondition[];
}

/** @param name for explanations alone. */
export function compilePolicy(document: PolicyDocument, name?: string): CompiledPolicy {
  const variables = document.version === '2012-10-17';
  return {
    kind: document.kind,
    name,
    statements: document.statements.map((source) => ({
      source,
      allows: source.effect === 'Allow',
      matchesAction: compileActions(source.actions),
      naming: source.principals === undefined ? undefined : compilePrincipals(source.principals),
      matchesResource: compileResources(source.resources, document.kind, variables),
      conditions: source.conditions.map((condition) =>
        compileCondition(condition, variables, source.effect === 'Allow'),
      ),
    })),
  };
}

/** Without an action a statement has no effect. */
function compileActions(element: MatchElement | undefined): (action: string) => boolean {
  if (element === undefined) return () => false;
  const patterns = element.patterns.map((pattern) => pattern.toLowerCase());
  const isPattern = (text: string): boolean => /[*?]/.test(text);
  const exact = new Set(patterns.filter((pattern) => !isPattern(pattern)));
  const rules = { wildcards: true, variables: false, ignoreCase: false };
  const matchers = patterns.filter(isPattern).map((pattern) => compileText(pattern, rules));
  const { negated } = element;
  return (action) => (exact.has(action) || matchers.some((matches) => matches(action, noContext))) !== negated;
}

/** The resource of a trust policy is its role; in a key policy a statement without one has no effect. */
function compileResources(element: MatchElement | undefined, kind: PolicyKind, variables: boolean): TextMatcher {
  if (element === undefined) return () => kind === 'trust';
  const rules = { wildcards: true, variables, ignoreCase: false };
  const matchers = element.patterns.map((pattern) => compileText(pattern, rules));
  const { negated } = element;
  return (resource, context) => matchers.some((matches) => matches(resource, context)) !== negated;
}

const noContext = (): undefined => undefined;
