/**
 * Texts of a policy to match against: exact or with wildcards, and with policy variables (IAM User Guide, "IAM policy
 * elements: Variables and tags"). What a variable brings in is compared literally, wildcards in it too.
 */
import { canonicalConditionKey, type ContextLookup } from './condition-key.js';
import { ANY_MANY, ANY_ONE, Glob, type GlobToken } from './glob.js';

export type TextMatcher = (text: string, context: ContextLookup) => boolean;

export interface TextRules {
  /** `*` and `?` are wildcards. */
  readonly wildcards: boolean;
  /** `${…}` is a variable: in policies of version 2012-10-17, where the element allows it. */
  readonly variables: boolean;
  readonly ignoreCase: boolean;
}

/** `${aws:username}`, or with what stands in when the request does not say. */
interface Variable {
  readonly conditionKey: string;
  readonly fallback: string | undefined;
}

type Token = GlobToken | Variable;

/** `${*}`, `${?}` and `${$}` are those characters; else a name, perhaps with a default. */
const VARIABLE = /\$\{(?:([*?$])|([^,{}']{1,1200})(?:,\s{0,8}'([^']{0,1024})'\s{0,8})?)\}/y;

export function compileText(pattern: string, rules: TextRules): TextMatcher {
  const fold = (text: string): string => (rules.ignoreCase ? text.toLowerCase() : text);
  const tokens = tokenize(pattern, rules).map((token) => (typeof token === 'string' ? fold(token) : token));
  if (!tokens.some(isVariable)) {
    const matches = compileTokens(tokens as readonly GlobToken[]);
    return rules.ignoreCase ? (text) => matches(fold(text)) : matches;
  }
  return (text, context) => {
    const resolved: GlobToken[] = [];
    for (const token of tokens) {
      if (!isVariable(token)) {
        resolved.push(token);
        continue;
      }
      const value = valueOf(token, context);
      // A variable that nothing is known of equals nothing.
      if (value === undefined) return false;
      resolved.push(fold(value));
    }
    return compileTokens(resolved)(fold(text));
  };
}

function compileTokens(tokens: readonly GlobToken[]): (text: string) => boolean {
  if (tokens.every((token) => typeof token === 'string')) {
    const whole = tokens.join('');
    return (text) => text === whole;
  }
  if (tokens.length === 1 && tokens[0] === ANY_MANY) return () => true;
  const glob = new Glob(tokens);
  return (text) => glob.matches(text);
}

function tokenize(pattern: string, rules: TextRules): readonly Token[] {
  const tokens: Token[] = [];
  let literal = '';
  const push = (token: Token): void => {
    if (literal !== '') tokens.push(literal);
    literal = '';
    tokens.push(token);
  };
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    if (character === '$' && rules.variables) {
      VARIABLE.lastIndex = index;
      const match = VARIABLE.exec(pattern);
      const [whole = '', special, name, fallback] = match ?? [];
      if (match !== null) index += whole.length - 1;
      if (name === undefined) literal += special ?? character;
      else push({ conditionKey: canonicalConditionKey(name.trim()), fallback });
    } else if (rules.wildcards && character === '*') push(ANY_MANY);
    else if (rules.wildcards && character === '?') push(ANY_ONE);
    else literal += character;
  }
  if (literal !== '') tokens.push(literal);
  return tokens;
}

/** Only keys with one value can be a variable. */
function valueOf(variable: Variable, context: ContextLookup): string | undefined {
  const value = context(variable.conditionKey);
  if (typeof value === 'string') return value;
  return value?.length === 1 ? value[0] : value === undefined || value.length === 0 ? variable.fallback : undefined;
}

function isVariable(token: Token): token is Variable {
  return typeof token === 'object';
}
