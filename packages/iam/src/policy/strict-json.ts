/**
 * JSON that means one thing. JSON.parse keeps the last of two members with one name where another reader keeps the
 * first; in a policy that is a way to smuggle, so that it is refused. Bounded in depth as well.
 */

/** A value of JSON. Objects are plain and may have any own name, `__proto__` too: look members up by Object.entries. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

const DEPTH_MAX = 32;

/** Why the text was refused; for the message to the client. */
export class JsonRefusal extends Error {
  override readonly name = 'JsonRefusal';
}

/** @throws JsonRefusal when the text is not JSON, is nested too deep, or names a member of an object twice. */
export function parseStrictJson(text: string): JsonValue {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new JsonRefusal('the document is not valid JSON', { cause });
  }
  checkStructure(text);
  return value;
}

/**
 * Walks the tokens of text that JSON.parse accepted, and so needs no grammar: a string before a colon is a member's
 * name.
 */
function checkStructure(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;
  for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
    const [token, colon] = match;
    if (token === '{' || token === '[') {
      if (open.length === DEPTH_MAX) throw new JsonRefusal(`the document is nested deeper than ${String(DEPTH_MAX)}`);
      open.push(token === '{' ? new Set() : undefined);
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (colon !== undefined) {
      const name = JSON.parse(token.slice(0, -colon.length)) as string;
      const names = open.at(-1);
      if (names?.has(name) === true) throw new JsonRefusal(`the element ${JSON.stringify(name)} occurs twice`);
      names?.add(name);
    }
  }
}
