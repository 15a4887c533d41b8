/** The values that the policy grammar is made of. */
import type { JsonValue } from './strict-json.js';

/** Why a policy was refused: a phrase, without a full stop, that goes into the message to the client. */
export class PolicyRefusal extends Error {
  override readonly name = 'PolicyRefusal';
  /** `tooLarge` is LimitExceeded in the APIs of AWS, `malformed` MalformedPolicyDocument. */
  readonly reason: 'malformed' | 'tooLarge';

  constructor(message: string, reason: 'malformed' | 'tooLarge' = 'malformed', options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Entries of one list; a policy of 32 KiB cannot say more. */
const LIST_MAX_COUNT = 2048;

/** The members of an object, all of which must be in `known`. @throws PolicyRefusal */
export function members(value: JsonValue, where: string, known: readonly string[]): ReadonlyMap<string, JsonValue> {
  const entries = objectEntries(value, where);
  for (const [name] of entries) {
    if (!known.includes(name))
      throw new PolicyRefusal(`${where} has the unknown element ${JSON.stringify(name.slice(0, 128))}`);
  }
  return new Map(entries);
}

/** @throws PolicyRefusal when the value is not an object. */
export function objectEntries(value: JsonValue, where: string): [string, JsonValue][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PolicyRefusal(`${where} must be an object`);
  }
  return Object.entries(value as Readonly<Record<string, JsonValue>>);
}

/** A text, or a list of at least one text. @throws PolicyRefusal */
export function textList(value: JsonValue, where: string): readonly string[] {
  return scalarList(value, where).map((each) => {
    if (typeof each !== 'string' || each === '') throw new PolicyRefusal(`${where} must be text or a list of texts`);
    return each;
  });
}

/** A text, number or boolean, or a list of at least one. @throws PolicyRefusal */
export function scalarList(value: JsonValue, where: string): readonly (string | number | boolean)[] {
  const list: readonly JsonValue[] = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  if (list.length === 0) throw new PolicyRefusal(`${where} is empty`);
  if (list.length > LIST_MAX_COUNT) throw new PolicyRefusal(`${where} has too many entries`);
  return list.map((each) => {
    if (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean') return each;
    throw new PolicyRefusal(`${where} must be a text, a number or a boolean, or a list of them`);
  });
}
