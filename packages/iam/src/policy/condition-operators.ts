/**
 * What each condition operator compares (IAM User Guide, "IAM JSON policy elements: Condition operators"). A policy's
 * value that is none of its type (a date that is no date) equals nothing.
 */
import { compileArn } from './arn-matcher.js';
import { isInRange, parseIpAddress, parseIpRange } from './ip-range.js';
import type { ConditionOperator } from './policy-document.js';
import { parsePolicyBinary, parsePolicyDate, parsePolicyNumber } from './policy-scalars.js';
import { compileText, type TextMatcher, type TextRules } from './text-matcher.js';

/** Does the request's value match any of the policy's? */
type Compile = (values: readonly string[], variables: boolean) => TextMatcher;

type Comparison<T> = (actual: T, wanted: T) => boolean;

const equal: Comparison<unknown> = (actual, wanted) => actual === wanted;
const less: Comparison<number> = (actual, wanted) => actual < wanted;
const lessOrEqual: Comparison<number> = (actual, wanted) => actual <= wanted;
const greater: Comparison<number> = (actual, wanted) => actual > wanted;
const greaterOrEqual: Comparison<number> = (actual, wanted) => actual >= wanted;

const stringEquals = texts({ wildcards: false, ignoreCase: false });
const stringEqualsIgnoreCase = texts({ wildcards: false, ignoreCase: true });
const stringLike = texts({ wildcards: true, ignoreCase: false });
const numericEquals = scalars(parsePolicyNumber, equal);
const dateEquals = scalars(parsePolicyDate, equal);
const ipAddress: Compile = (values) => {
  const ranges = values.flatMap((value) => parseIpRange(value) ?? []);
  return (text) => {
    const address = parseIpAddress(text);
    return address !== undefined && ranges.some((range) => isInRange(address, range));
  };
};
/** ArnEquals and ArnLike are the same (User Guide, "ARN condition operators"). */
const arnLike: Compile = (values, variables) => any(values.map((value) => compileArn(value, variables)));

/** `Null` asks for no value and is compiled elsewhere. */
export const COMPILE_OPERATOR: Readonly<Record<Exclude<ConditionOperator, 'Null'>, Compile>> = {
  StringEquals: stringEquals,
  StringNotEquals: stringEquals,
  StringEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringNotEqualsIgnoreCase: stringEqualsIgnoreCase,
  StringLike: stringLike,
  StringNotLike: stringLike,
  NumericEquals: numericEquals,
  NumericNotEquals: numericEquals,
  NumericLessThan: scalars(parsePolicyNumber, less),
  NumericLessThanEquals: scalars(parsePolicyNumber, lessOrEqual),
  NumericGreaterThan: scalars(parsePolicyNumber, greater),
  NumericGreaterThanEquals: scalars(parsePolicyNumber, greaterOrEqual),
  DateEquals: dateEquals,
  DateNotEquals: dateEquals,
  DateLessThan: scalars(parsePolicyDate, less),
  DateLessThanEquals: scalars(parsePolicyDate, lessOrEqual),
  DateGreaterThan: scalars(parsePolicyDate, greater),
  DateGreaterThanEquals: scalars(parsePolicyDate, greaterOrEqual),
  Bool: (values) => stringEqualsIgnoreCase(values, false),
  BinaryEquals: scalars(parsePolicyBinary, equal),
  IpAddress: ipAddress,
  NotIpAddress: ipAddress,
  ArnEquals: arnLike,
  ArnNotEquals: arnLike,
  ArnLike: arnLike,
  ArnNotLike: arnLike,
};

/** Holds if none of the policy's values matches. */
export function isNegated(operator: ConditionOperator): boolean {
  return operator.includes('Not');
}

function texts(rules: Omit<TextRules, 'variables'>): Compile {
  return (values, variables) => any(values.map((value) => compileText(value, { ...rules, variables })));
}

/** Variables are for texts and ARNs alone (User Guide, "Where you can use policy variables"). */
function scalars<T extends string | number>(parse: (text: string) => T | undefined, compare: Comparison<T>): Compile {
  return (values) => {
    const wanted = values.flatMap((value) => parse(value) ?? []);
    return (text) => {
      const actual = parse(text);
      return actual !== undefined && wanted.some((each) => compare(actual, each));
    };
  };
}

function any(matchers: readonly TextMatcher[]): TextMatcher {
  const [only] = matchers;
  if (only !== undefined && matchers.length === 1) return only;
  return (text, context) => matchers.some((matches) => matches(text, context));
}
