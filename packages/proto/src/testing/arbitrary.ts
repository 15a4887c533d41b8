/**
 * fast-check arbitraries made from the model: any value that has the declared types, and any that meets the constraints
 * as well.
 */
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

/**
 * Any value of the declared types, without regard to constraints; collections are never empty, which protobuf cannot
 * tell from absent.
 */
export function typedMessage(message: MessageName): fc.Arbitrary<Record<string, unknown>> {
  const fields = MESSAGES[message].fields.map((field) => [field.name, typedValue(field)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

/** Values for the patterns that are more than one repeated class. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  '[0-9]{12}': ['111122223333'],
  'cluster-[2-7a-zA-Z]{11,16}': ['cluster-234567abcde', 'cluster-aaaaaaaaaaaaaaaa'],
  '^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$': ['arn:aws:s3:us-east-1:111122223333:x'],
  '^([A-Za-z0-9\\-]+)\\.([A-Za-z0-9\\-]+)(\\.[A-Za-z0-9\\-]+)+$': ['s3.amazonaws.com', 'a.b.c.d-e'],
  '^([a-z]+-){2,3}\\d+$': ['us-east-1', 'us-gov-west-12'],
  '^https://[a-zA-Z0-9.-]+$': ['https://xks.example.com'],
  '^(/[a-zA-Z0-9\\/_-]+/kms/xks/v\\d{1,2})$|^(/kms/xks/v\\d{1,2})$': ['/kms/xks/v1', '/tenant/a/kms/xks/v12'],
  '^(com|eu)\\.amazonaws\\.vpce\\.([a-z]+-){2,3}\\d+\\.vpce-svc-[0-9a-z]+$': [
    'com.amazonaws.vpce.us-east-1.vpce-svc-0a',
  ],
};

function matching(pattern: string, size: { minLength: number; maxLength: number }): fc.Arbitrary<string> {
  const oneClass = /^\^?(\[.*\])[+*]\$?$/.exec(pattern)?.[1];
  if (oneClass === undefined) return fc.constantFrom(...must(EXAMPLES[pattern], `no example for ${pattern}`));
  const minLength = Math.max(1, size.minLength);
  return fc.string({ unit: fc.stringMatching(new RegExp(`^${oneClass}$`)), minLength, maxLength: size.maxLength });
}

function validValue(value: ValueModel): fc.Arbitrary<unknown> {
  const { minLength = 0, maxLength = LENGTH_MAX, min = 0, max = 1000 } = value;
  const size = { minLength, maxLength: Math.min(maxLength, minLength + LENGTH_MAX) };
  if (value.enum !== undefined) return fc.constantFrom(...value.enum);
  if (value.pattern !== undefined) return matching(value.pattern, size);
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
