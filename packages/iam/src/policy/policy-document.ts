/**
 * A policy, parsed: what compilePolicy compiles. Text forms and defaults are gone; what the author left out is visible
 * as undefined.
 */

/**
 * `key`: a key policy. `trust`: a role's trust policy. `identity`: attached to a user or role; permissions boundaries
 * and session policies have the same grammar.
 */
export type PolicyKind = 'key' | 'identity' | 'trust';

export interface PolicyDocument {
  readonly kind: PolicyKind;
  readonly version: '2008-10-17' | '2012-10-17';
  readonly id: string | undefined;
  readonly statements: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** Undefined in identity policies, which speak of whom they are attached to. */
  readonly principals: PrincipalElement | undefined;
  /** Undefined in a key policy: the statement names no action and has no effect (KMS accepts it). */
  readonly actions: MatchElement | undefined;
  /**
   * Undefined in a key policy: the statement names no resource and has no effect (KMS accepts it). Always undefined in
   * a trust policy, whose resource is the role.
   */
  readonly resources: MatchElement | undefined;
  readonly conditions: readonly Condition[];
}

/** `Action` and `Resource`, or with `negated` their `Not…` forms. Patterns may hold `*` and `?`. */
export interface MatchElement {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

/** `Principal`, or with `negated` NotPrincipal. */
export interface PrincipalElement {
  readonly negated: boolean;
  readonly principals: readonly PolicyPrincipal[];
}

/**
 * `everyone` is `"*"`. `account` is an account's root ARN or bare number: it delegates to that account. `principal` is
 * one user, role or session by ARN; `principalId` one that has been deleted (`AIDA…`, `AROA…`).
 */
export type PolicyPrincipal =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'principal'; readonly arn: string }
  | { readonly kind: 'principalId'; readonly id: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'canonicalUser'; readonly id: string };

/** One operator on one condition key: true if it holds for any (a negated one: for all) of the values. */
export interface Condition {
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  /** E.g. `StringEquals`, without set prefix and without `IfExists`. */
  readonly operator: ConditionOperator;
  readonly ifExists: boolean;
  /** As written; condition keys compare without regard to case, but for what follows `kms:EncryptionContext:`. */
  readonly conditionKey: string;
  readonly values: readonly string[];
}

/** IAM User Guide, "IAM JSON policy elements: Condition operators". */
export const CONDITION_OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Null',
] as const;

export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];
