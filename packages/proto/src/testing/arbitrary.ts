/** fast-check arbitraries made from the model: any value that has the declared types, and any that meets the constraints as well. */
import * as fc from 'fast-check';
import { must } from '@strongroom/core/assert.js';
import { MESSAGES } from '../gen/kms-model.js';
import type { MessageName } from '../gen/kms-model.js';
import type { ValueModel } from '../model.js';

const LENGTH_MAX = 40;
const YEAR_9999_MS = 253_402_300_799_999;
const YEAR_1_MS = -62_135_596_800_000;

/** Keys that trip objects with a prototype, among ordinary ones. */
const mapKey = fc.oneof(
  fc.string({ unit: 'binary', maxLength: LENGTH_MAX }),
  fc.constantFrom('__proto__', 'constructor', 'toString', ''),
);

function typedValue(value: ValueModel): fc.Arbitrary<unknown> {
  switch (value.kind) {
    case 'string':
      return fc.oneof(fc.string({ maxLength: LENGTH_MAX }), fc.string({ unit: 'binary', maxLength: LENGTH_MAX }));
    case 'blob':
      return fc.uint8Array({ maxLength: LENGTH_MAX });
    case 'timestamp':
      return fc.integer({ min: YEAR_1_MS, max: YEAR_9999_MS });
    case 'int':
      return fc.integer();
    case 'long':
      return fc.maxSafeInteger();
    case 'bool':
      return fc.boolean();
    case 'structure':
      return typedMessage(must(value.message, 'a structure names its message'));
    case 'list':
      return fc.array(typedValue(must(value.of, 'a list has members')), { minLength: 1, maxLength: 4 });
    case 'map':
      return fc.dictionary(mapKey, typedValue(must(value.of, 'a map has values')), {
        minKeys: 1,
        maxKeys: 4,
        noNullPrototype: false,
      });
  }
}

/** Any value of the declared types, without regard to constraints; collections are never empty, which protobuf cannot tell from absent. */
export function typedMessage(message: MessageName): fc.Arbitrary<Record<string, unknown>> {
  const fields = MESSAGES[message].fields.map((field) => [field.name, typedValue(field)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

function validValue(value: ValueModel): fc.Arbitrary<unknown> {
  const { minLength = 0, maxLength = LENGTH_MAX, min = 0, max = 1000 } = value;
  const size = { minLength, maxLength: Math.min(maxLength, minLength + LENGTH_MAX) };
  if (value.enum !== undefined) return fc.constantFrom(...value.enum);
  if (value.pattern !== undefined) {
    const whole = new RegExp(`^(?:${value.pattern})$`);
    return fc
      .stringMatching(whole, { maxLength })
      .filter((text) => text.length >= minLength && text.length <= maxLength);
  }
  if (value.kind === 'string') return fc.string(size);
  if (value.kind === 'blob') return fc.uint8Array(size);
  if (value.kind === 'int' || value.kind === 'long') return fc.integer({ min, max });
  if (value.kind === 'structure') return validMessage(must(value.message, 'a structure names its message'));
  if (value.kind === 'list') {
    return fc.array(validValue(must(value.of, 'a list has members')), {
      minLength: Math.max(1, minLength),
      maxLength: 4,
    });
  }
  return typedValue(value);
}

/** Any value that meets every constraint of the model. */
export function validMessage(message: MessageName): fc.Arbitrary<Record<string, unknown>> {
  const { fields } = MESSAGES[message];
  const requiredKeys = fields.filter((field) => field.required).map((field) => field.name);
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, validValue(field)] as const)), {
    requiredKeys,
  });
}
