import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { parseAccountId } from '@strongroom/core/ids.js';
import { defaultKeyPolicy } from './default-key-policy.js';
import { parseKeyPolicy } from './parse-key-policy.js';

const STATEMENT = {
  Sid: 'Allow use',
  Effect: 'Allow',
  Principal: { AWS: ['arn:aws:iam::111122223333:user/alice', '444455556666'] },
  Action: ['kms:Encrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
};
const document = (change: object, statement = STATEMENT): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...change }] });

function refusal(text: string): KmsError {
  try {
    parseKeyPolicy(text);
  } catch (error) {
    if (error instanceof KmsError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('parseKeyPolicy', () => {
  it('parses the default policy', () => {
    const text = defaultKeyPolicy(must(parseAccountId('111122223333'), 'account'));
    expect(text).toContain('"Sid" : "Enable IAM User Permissions"');
    expect(parseKeyPolicy(text)).toEqual({
      kind: 'key',
      version: '2012-10-17',
      id: 'key-default-1',
      statements: [
        {
          sid: 'Enable IAM User Permissions',
          effect: 'Allow',
          principals: { negated: false, principals: [{ kind: 'account', accountId: '111122223333' }] },
          actions: { negated: false, patterns: ['kms:*'] },
          resources: { negated: false, patterns: ['*'] },
          conditions: [],
        },
      ],
    });
  });

  it('parses every kind of principal, action, resource and condition', () => {
    const policy = parseKeyPolicy(
      document({
        Principal: {
          AWS: ['*', 'AIDACKCEVSQ6C2EXAMPLE', 'arn:aws:sts::111122223333:assumed-role/app/session1'],
          Service: 'logs.eu-central-1.amazonaws.com',
          Federated: 'cognito-identity.amazonaws.com',
        },
        Condition: {
          StringEquals: {
            'kms:EncryptionContext:Zweck': ['a', 'b'],
            'kms:ViaService': 's3.eu-central-1.amazonaws.com',
          },
          'ForAllValues:StringLikeIfExists': { 'kms:EncryptionContextKeys': 'x*' },
          Bool: { 'kms:GrantIsForAWSResource': true },
          NumericLessThan: { 'kms:RotationPeriodInDays': 365 },
        },
      }),
    );
    const [statement] = policy.statements;
    expect(statement?.principals?.principals.map((each) => each.kind)).toEqual([
      'everyone',
      'principalId',
      'principal',
      'service',
      'federated',
    ]);
    expect(statement?.conditions).toEqual([
      {
        set: undefined,
        operator: 'StringEquals',
        ifExists: false,
        conditionKey: 'kms:EncryptionContext:Zweck',
        values: ['a', 'b'],
      },
      {
        set: undefined,
        operator: 'StringEquals',
        ifExists: false,
        conditionKey: 'kms:ViaService',
        values: ['s3.eu-central-1.amazonaws.com'],
      },
      {
        set: 'ForAllValues',
        operator: 'StringLike',
        ifExists: true,
        conditionKey: 'kms:EncryptionContextKeys',
        values: ['x*'],
      },
      {
        set: undefined,
        operator: 'Bool',
        ifExists: false,
        conditionKey: 'kms:GrantIsForAWSResource',
        values: ['true'],
      },
      {
        set: undefined,
        operator: 'NumericLessThan',
        ifExists: false,
        conditionKey: 'kms:RotationPeriodInDays',
        values: ['365'],
      },
    ]);
  });

  it('accepts one statement without a list, no Version, and a statement without Action or Resource', () => {
    const policy = parseKeyPolicy(
      '{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"NotAction":"kms:Decrypt"}}',
    );
    expect(policy.version).toBe('2008-10-17');
    expect(policy.statements[0]).toMatchObject({
      effect: 'Deny',
      principals: { negated: true },
      actions: { negated: true, patterns: ['kms:Decrypt'] },
      resources: undefined,
    });
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{"Version":', /not valid JSON/],
    ['no object', '[]', /the policy must be an object/],
    ['nothing', '{}', /no Statement/],
    ['no statements', '{"Statement":[]}', /Statement is empty/],
    ['an unknown version', '{"Version":"2020-01-01","Statement":[]}', /Version must be/],
    ['an unknown element', '{"Statement":[],"Extra":1}', /unknown element "Extra"/],
    ['an unknown statement element', document({ Principals: '*' }), /statement 1 has the unknown element "Principals"/],
    ['elements in lower case', document({ effect: 'Allow' }), /unknown element "effect"/],
    ['an unknown effect', document({ Effect: 'Maybe' }), /Effect must be/],
    ['no principal', document({ Principal: undefined }), /no Principal/],
    ['both principals', document({ NotPrincipal: '*' }), /both Principal and NotPrincipal/],
    [
      'Allow with NotPrincipal',
      document({ Principal: undefined, NotPrincipal: '*' }),
      /NotPrincipal needs the effect "Deny"/,
    ],
    [
      'a principal with a wildcard',
      document({ Principal: { AWS: 'arn:aws:iam::111122223333:*' } }),
      /invalid principals/,
    ],
    ['a principal that is bare text', document({ Principal: 'alice' }), /invalid principals/],
    ['an unknown kind of principal', document({ Principal: { User: '*' } }), /unknown element "User"/],
    ['an empty principal', document({ Principal: {} }), /Principal is empty/],
    ['an empty list', document({ Action: [] }), /Action is empty/],
    ['an action that is none', document({ Action: 'Encrypt' }), /"Encrypt" is no Action/],
    ['both actions', document({ NotAction: 'kms:*' }), /both Action and NotAction/],
    ['a resource that is none', document({ Resource: 'key/1' }), /is no Resource/],
    ['an unknown operator', document({ Condition: { StringSame: { 'aws:x': '1' } } }), /no condition operator/],
    ['NullIfExists', document({ Condition: { NullIfExists: { 'aws:x': '1' } } }), /no condition operator/],
    ['a condition key that is none', document({ Condition: { Bool: { secure: 'true' } } }), /no condition key/],
    [
      'a condition value that is none',
      document({ Condition: { Bool: { 'aws:x': null } } }),
      /must be a text, a number/,
    ],
    ['a doubled element', '{"Statement":{"Effect":"Deny","Effect":"Allow","Principal":"*"}}', /"Effect" occurs twice/],
    [
      'a doubled element in disguise',
      '{"Statement":{"Effect":"Deny","\\u0045ffect":"Allow","Principal":"*"}}',
      /"Effect" occurs twice/,
    ],
    ['deep nesting', `{"Statement":${'['.repeat(40)}${']'.repeat(40)}}`, /nested deeper/],
    ['a prototype', '{"Statement":[],"__proto__":{"Version":1}}', /unknown element "__proto__"/],
    ['a character beyond Latin-1', document({ Sid: 'Ω' }), /character beyond U\+00FF/],
  ])('refuses %s', (_what, text, message) => {
    const error = refusal(text);
    expect(error.message).toMatch(message);
    expect(error.exception).toBe('MalformedPolicyDocumentException');
  });

  it('accepts the same name in two objects, and names that look like syntax', () => {
    const condition = { StringEquals: { 'aws:a"{:': '{"Effect":1,' }, StringLike: { 'aws:a"{:': '}' } };
    expect(parseKeyPolicy(document({ Condition: condition })).statements[0]?.conditions).toHaveLength(2);
  });

  it('bounds the size in bytes', () => {
    const padded = (bytes: number): string => document({}).padEnd(bytes, ' ');
    expect(parseKeyPolicy(padded(32_768)).statements).toHaveLength(1);
    expect(refusal(padded(32_769)).exception).toBe('LimitExceededException');
    expect(refusal(document({ Sid: 'ü'.repeat(20_000) })).exception).toBe('LimitExceededException');
  });

  it('throws nothing but KmsError (property)', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.tuple(fc.nat(300), fc.string({ maxLength: 3 })).map(([index, text]) => {
        const whole = document({ Condition: { StringEquals: { 'aws:a': 'b' } } });
        return whole.slice(0, index) + text + whole.slice(index + 1);
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseKeyPolicy(text);
        } catch (error) {
          expect(error).toBeInstanceOf(KmsError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
