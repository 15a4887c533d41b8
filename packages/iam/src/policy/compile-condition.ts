/**
 * One condition as a function of the request (IAM User Guide, "Condition operators", "…IfExists", "Multivalued context
 * keys", "Evaluation logic for multiple context keys or values").
 */
import { COMPILE_OPERATOR, isNegated } from './condition-operators.js';
import { canonicalConditionKey, type ContextLookup } from './condition-key.js';
import type { Condition } from './policy-document.js';

export interface CompiledCondition {
  readonly source: Condition;
  /** Canonical. */
  readonly conditionKey: string;
  readonly holds: (context: ContextLookup) => boolean;
}

/**
 * @param variables whether `${…}` is a variable, as in policies of version 2012-10-17.
 * @param allows whether the statement is an Allow.
 */
export function compileCondition(source: Condition, variables: boolean, allows: boolean): CompiledCondition {
  const conditionKey = canonicalConditionKey(source.conditionKey);
  const compiled = { source, conditionKey };
  if (source.operator === 'Null') {
    const wanted = source.values.map((value) => value.toLowerCase());
    // A set prefix changes nothing: what is asked is whether there is a value at all.
    return { ...compiled, holds: (context) => wanted.includes(String(isMissing(context(conditionKey)))) };
  }
  const negated = isNegated(source.operator);
  const matches = COMPILE_OPERATOR[source.operator](source.values, variables);
  const whenMissing = source.ifExists || whenMissingBySet(source.set, negated);
  // AWS wants a set prefix for a key of several values and leaves open what comes of it without: here, less is allowed.
  const every = source.set === undefined ? allows : source.set === 'ForAllValues';
  return {
    ...compiled,
    holds: (context) => {
      const actual = context(conditionKey);
      if (typeof actual === 'string') return matches(actual, context) !== negated;
      if (actual === undefined || actual.length === 0) return whenMissing;
      return every
        ? actual.every((value) => matches(value, context) !== negated)
        : actual.some((value) => matches(value, context) !== negated);
    },
  };
}

/** "If the key is not present, ForAllValues is true, ForAnyValue false"; alone, a negated operator is true. */
function whenMissingBySet(set: Condition['set'], negated: boolean): boolean {
  return set === undefined ? negated : set === 'ForAllValues';
}

function isMissing(value: string | readonly string[] | undefined): boolean {
  return value === undefined || (typeof value !== 'string' && value.length === 0);
}
