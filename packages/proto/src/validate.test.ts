import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KmsError } from '@strongroom/core/errors.js';
import { ENUMERATIONS, MESSAGES, OPERATION_NAMES } from './gen/kms-model.js';
import type { OperationName } from './gen/kms-model.js';
import type { ValueModel } from './model.js';
import { typedMessage, validMessage } from './testing/arbitrary.js';
import { validate, VALUE_SHOWN_MAX_CHARS, violations, VIOLATIONS_MAX } from './validate.js';

const FAILED = 'failed to satisfy constraint:';

function message(operation: OperationName, input: object): string {
  try {
    validate(operation, input);
  } catch (error) {
    if (!(error instanceof KmsError)) throw error;
    expect(error.exception).toBe('ValidationException');
    return error.message;
  }
  return 'valid';
}

const KEY = { keyId: 'k' };

describe('AWS wording', () => {
  const cases: readonly [what: string, operation: OperationName, input: object, expected: string][] = [
    ['a missing member', 'DescribeKey', {}, `Value null at 'keyId' ${FAILED} Member must not be null`],
    [
      'an empty string',
      'DescribeKey',
      { keyId: '' },
      `Value '' at 'keyId' ${FAILED} Member must have length greater than or equal to 1`,
    ],
    [
      'a blob that is too long, whose bytes are not shown',
      'Encrypt',
      { ...KEY, plaintext: new Uint8Array(4097) },
      `Value at 'plaintext' ${FAILED} Member must have length less than or equal to 4096`,
    ],
    [
      'an unknown enumerated value',
      'GenerateDataKey',
      { ...KEY, keySpec: 'AES_512' },
      `Value 'AES_512' at 'keySpec' ${FAILED} Member must satisfy enum value set: [AES_256, AES_128]`,
    ],
    [
      'a number that is too high',
      'GenerateRandom',
      { numberOfBytes: 1025 },
      `Value '1025' at 'numberOfBytes' ${FAILED} Member must have value less than or equal to 1024`,
    ],
    [
      'a number that is too low',
      'EnableKeyRotation',
      { ...KEY, rotationPeriodInDays: 89 },
      `Value '89' at 'rotationPeriodInDays' ${FAILED} Member must have value greater than or equal to 90`,
    ],
    [
      'a string against its pattern',
      'DeleteAlias',
      { aliasName: 'alias/a b' },
      `Value 'alias/a b' at 'aliasName' ${FAILED} Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$`,
    ],
    [
      'a pattern without anchors, which Java matches as a whole',
      'GetKeyPolicy',
      { ...KEY, policyName: 'default!' },
      `Value 'default!' at 'policyName' ${FAILED} Member must satisfy regular expression pattern: [\\w]+`,
    ],
    [
      'a list that is too long',
      'Encrypt',
      { ...KEY, plaintext: Uint8Array.of(1), grantTokens: new Array(11).fill('t') },
      `Value '[${new Array(11).fill('t').join(', ')}]' at 'grantTokens' ${FAILED} ` +
        'Member must have length less than or equal to 10',
    ],
    [
      'a member of a list',
      'UntagResource',
      { ...KEY, tagKeys: ['a', ''] },
      `Value '[a, ]' at 'tagKeys' ${FAILED} Member must satisfy constraint: ` +
        '[Member must have length less than or equal to 128, Member must have length greater than or equal to 1]',
    ],
    [
      'a member of a structure in a list',
      'TagResource',
      {
        ...KEY,
        tags: [
          { tagKey: 'a', tagValue: '' },
          { tagKey: '', tagValue: '' },
        ],
      },
      `Value '' at 'tags.2.member.tagKey' ${FAILED} Member must have length greater than or equal to 1`,
    ],
    [
      'a missing member of a structure in a list',
      'TagResource',
      { ...KEY, tags: [{ tagKey: 'a' }] },
      `Value null at 'tags.1.member.tagValue' ${FAILED} Member must not be null`,
    ],
    [
      'a member of a structure',
      'CreateGrant',
      { ...KEY, operations: ['Encrypt'], constraints: { sourceArn: `arn:aws:s3:::${'b'.repeat(20)}` } },
      `Value 'arn:aws:s3:::${'b'.repeat(20)}' at 'constraints.sourceArn' ${FAILED} Member must satisfy regular ` +
        'expression pattern: ^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$',
    ],
    [
      'a password, which is not shown',
      'UpdateCustomKeyStore',
      { customKeyStoreId: 'cks-1', keyStorePassword: 'secret' },
      `Value at 'keyStorePassword' ${FAILED} Member must have length greater than or equal to 7`,
    ],
    [
      'an empty blob',
      'Decrypt',
      { ciphertextBlob: new Uint8Array(0) },
      `Value at 'ciphertextBlob' ${FAILED} Member must have length greater than or equal to 1`,
    ],
  ];
  it.each(cases)('of %s', (_, operation, input, expected) => {
    expect(message(operation, input)).toBe(`1 validation error detected: ${expected}`);
  });

  it('joins all violations and counts them', () => {
    expect(message('Encrypt', { keyId: '' })).toBe(
      `2 validation errors detected: Value '' at 'keyId' ${FAILED} ` +
        `Member must have length greater than or equal to 1; ` +
        `Value null at 'plaintext' ${FAILED} Member must not be null`,
    );
    expect(message('CreateAlias', { aliasName: '', targetKeyId: 'k' })).toMatch(
      /^2 validation errors detected: .*length greater than or equal to 1; Value '' at 'aliasName' .* pattern: /,
    );
  });

  it('lists every value of an enumeration', () => {
    expect(message('CreateKey', { keySpec: 'RSA_1024' })).toContain(`[${ENUMERATIONS.KeySpec.join(', ')}]`);
    expect(ENUMERATIONS.KeySpec).toContain('ML_KEM_768');
  });
});

describe('bounds', () => {
  it('a long value is shown in part, and too many violations are cut', () => {
    const long = message('DescribeKey', { keyId: 'x'.repeat(100_000) });
    expect(long).toBe(
      `1 validation error detected: Value '${'x'.repeat(VALUE_SHOWN_MAX_CHARS)}…' at 'keyId' ${FAILED} ` +
        'Member must have length less than or equal to 2048',
    );
    const tags = new Array(5000).fill({ tagKey: '', tagValue: 'v' });
    expect(violations('TagResource', { keyId: 'k', tags })).toHaveLength(VIOLATIONS_MAX);
  });

  it('an over-long string is not matched against its pattern', () => {
    const text = message('CreateAlias', { aliasName: '!'.repeat(100_000), targetKeyId: 'k' });
    expect(text).toMatch(/^1 validation error detected: .* less than or equal to 256$/);
  });

  it('every pattern has a bounded input and no nested repetition but over separated parts', () => {
    const patterns = new Map<string, number | undefined>();
    const visit = (value: ValueModel): void => {
      if (value.pattern !== undefined) patterns.set(value.pattern, value.maxLength);
      if (value.of !== undefined) visit(value.of);
    };
    for (const { fields } of Object.values(MESSAGES)) fields.forEach(visit);
    // Each repeated group begins or ends with a character that its body cannot match: backtracking stays polynomial.
    const separated = ['([a-z]+-){2,3}', '(\\.[A-Za-z0-9\\-]+)+'];
    for (const [pattern, maxLength] of patterns) {
      if (pattern !== 'cluster-[2-7a-zA-Z]{11,16}') expect(maxLength, pattern).toBeLessThanOrEqual(131_072);
      const rest = separated.reduce((text, part) => text.replace(part, ''), pattern);
      expect(rest, pattern).not.toMatch(/\)[+*{]/);
    }
    expect(patterns.size).toBeGreaterThan(10);
  });
});

describe('any request', () => {
  it('that meets the constraints is valid and comes back as the same object', () => {
    for (const operation of OPERATION_NAMES) {
      fc.assert(
        fc.property(validMessage(`${operation}Request`), (input) => {
          expect(violations(operation, input)).toEqual([]);
          expect(validate(operation, input)).toBe(input);
        }),
        { numRuns: 20 },
      );
    }
  });

  it('that breaks one says so in a bounded message, and never in another way', () => {
    for (const operation of OPERATION_NAMES) {
      fc.assert(
        fc.property(typedMessage(`${operation}Request`), (input) => {
          const found = violations(operation, input);
          expect(found.length).toBeLessThanOrEqual(VIOLATIONS_MAX);
          for (const text of found)
            expect(text).toMatch(/^Value( '.*'| null)? at '[\w.]+' failed to satisfy constraint: /s);
        }),
        { numRuns: 20 },
      );
    }
  });

  it('without a required member is refused, for every required member', () => {
    for (const operation of OPERATION_NAMES) {
      const name = `${operation}Request` as const;
      const [input = {}] = fc.sample(validMessage(name), { numRuns: 1, seed: 7 });
      for (const field of MESSAGES[name].fields.filter(({ required }) => required)) {
        const { [field.name]: _, ...rest } = input;
        expect(violations(operation, rest)).toEqual([
          `Value null at '${field.name}' ${FAILED} Member must not be null`,
        ]);
      }
    }
  });
});
