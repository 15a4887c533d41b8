/**
 * ArnLike: each of the six components that colons divide is matched by itself (IAM User Guide, "ARN condition
 * operators"), so that a wildcard in the account never eats the resource.
 */
import type { ContextLookup } from './condition-key.js';
import { compileText, type TextMatcher } from './text-matcher.js';

const COMPONENTS = 6;
const RULES = { wildcards: true, ignoreCase: false };

export function compileArn(pattern: string, variables: boolean): TextMatcher {
  const parts = splitArn(pattern, variables);
  if (parts === undefined) return () => false;
  const matchers = parts.map((part) => compileText(part, { ...RULES, variables }));
  return (text: string, context: ContextLookup) => {
    const actual = splitArn(text, false);
    return actual !== undefined && matchers.every((matches, index) => matches(actual[index] ?? '', context));
  };
}

/** Six components, of which the last may hold colons. Colons within `${…}` do not divide. Undefined: not six. */
function splitArn(text: string, variables: boolean): readonly string[] | undefined {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length && parts.length < COMPONENTS - 1; index++) {
    if (variables && text.startsWith('${', index)) {
      const end = text.indexOf('}', index);
      if (end > 0) index = end;
    } else if (text.charAt(index) === ':') {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  if (parts.length < COMPONENTS - 1) return undefined;
  return [...parts, text.slice(start)];
}
