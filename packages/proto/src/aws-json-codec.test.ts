import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KmsError } from '@strongroom/core/errors.js';
import {
  decodeAwsJson,
  encodeAwsJson,
  messageFromAwsJson,
  messageToAwsJson,
  requestToAwsJson,
} from './aws-json-codec.js';
import { MESSAGES, OPERATION_NAMES } from './gen/kms-model.js';
import type { OperationName } from './gen/kms-model.js';
import { typedMessage } from './testing/arbitrary.js';

function refusal(operation: OperationName, json: string): string {
  try {
    decodeAwsJson(operation, JSON.parse(json));
  } catch (error) {
    if (!(error instanceof KmsError)) throw error;
    expect(error.exception).toBe('SerializationException');
    return error.message;
  }
  return 'decoded';
}

/** As in kms-codec.test.ts: classes of bytes and maps apart. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, plain(member)] as const);
  return { entries: entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) };
}

describe('AWS JSON', () => {
  it('of every message comes back as it was, through text', () => {
    const names = fc.constantFrom(...(Object.keys(MESSAGES) as (keyof typeof MESSAGES)[]));
    const messages = names.chain((name) => typedMessage(name).map((value) => ({ name, value })));
    const check = ({ name, value }: { name: keyof typeof MESSAGES; value: object }): void => {
      const text = JSON.stringify(messageToAwsJson(name, value));
      expect(plain(messageFromAwsJson(name, JSON.parse(text)))).toEqual(plain(value));
    };
    fc.assert(fc.property(messages, check), { numRuns: 500 });
  });

  it('spells members, blobs and times as AWS does', () => {
    const response = encodeAwsJson('DescribeKey', {
      keyMetadata: { keyId: 'k', awsAccountId: '111122223333', creationDate: 1_565_824_812_345 },
    });
    expect(response).toBe('{"KeyMetadata":{"AWSAccountId":"111122223333","KeyId":"k","CreationDate":1565824812.345}}');
    expect(encodeAwsJson('Encrypt', { ciphertextBlob: Uint8Array.of(0, 255) })).toBe('{"CiphertextBlob":"AP8="}');
    expect(encodeAwsJson('EnableKey', {})).toBe('{}');
    expect(requestToAwsJson('TagResource', { keyId: 'k', tags: [{ tagKey: 'a', tagValue: '' }] })).toEqual({
      KeyId: 'k',
      Tags: [{ TagKey: 'a', TagValue: '' }],
    });
    expect(decodeAwsJson('ImportKeyMaterial', { ValidTo: 1.5e9 + 0.25 })).toEqual({ validTo: 1_500_000_000_250 });
  });

  it('takes a null member for an absent one, but no null inside a collection', () => {
    expect(decodeAwsJson('Encrypt', { KeyId: null, DryRun: false })).toEqual({ dryRun: false });
    expect(refusal('Encrypt', '{"EncryptionContext":{"a":null}}')).toMatch(/^NULL_VALUE cannot be converted to String/);
    expect(refusal('Encrypt', '{"GrantTokens":[null]}')).toMatch(/^NULL_VALUE cannot be converted to String/);
  });

  it.each([
    ['{"KeyId":1}', "NUMBER_VALUE cannot be converted to String: 'KeyId' of EncryptRequest."],
    ['{"KeyId":true}', "TRUE_VALUE cannot be converted to String: 'KeyId' of EncryptRequest."],
    ['{"DryRun":"true"}', "STRING_VALUE cannot be converted to Boolean: 'DryRun' of EncryptRequest."],
    ['{"KeyId":{}}', "Start of structure or map found where not expected: 'KeyId' of EncryptRequest is a String."],
    ['{"GrantTokens":"x"}', "STRING_VALUE cannot be converted to List: 'GrantTokens' of EncryptRequest."],
    ['{"EncryptionContext":[]}', /Start of structure or map found where not expected/],
    ['{"Plaintext":"a"}', "'Plaintext' of EncryptRequest is not valid base64."],
    ['{"Plaintext":"_-8="}', "'Plaintext' of EncryptRequest is not valid base64."],
    ['{"keyId":"k"}', "Unknown field 'keyId' in EncryptRequest."],
    ['{"__proto__":{"KeyId":"k"}}', "Unknown field '__proto__' in EncryptRequest."],
    ['{"constructor":1}', "Unknown field 'constructor' in EncryptRequest."],
    ['{"KeyId":"\\ud800"}', "'KeyId' of EncryptRequest contains half a surrogate pair."],
    ['{"EncryptionContext":{"\\udfff":"v"}}', /half a surrogate pair/],
    ['[]', 'Start of structure or map found where not expected: EncryptRequest is a Structure.'],
    ['"x"', 'STRING_VALUE cannot be converted to Structure: EncryptRequest.'],
    ['null', 'NULL_VALUE cannot be converted to Structure: EncryptRequest.'],
  ])('%s is refused', (json, message) => {
    if (typeof message === 'string') expect(refusal('Encrypt', json)).toBe(message);
    else expect(refusal('Encrypt', json)).toMatch(message);
  });

  it.each(['1.5', '2147483648', '-2147483649', '1e400', '"32"'])('%s is no 32-bit integer', (number) => {
    expect(refusal('GenerateRandom', `{"NumberOfBytes":${number}}`)).toMatch(/cannot be converted to Integer/);
  });

  it.each(['1e400', '-1e300', '253402300800'])('%s is no time', (number) => {
    expect(refusal('ImportKeyMaterial', `{"ValidTo":${number}}`)).toMatch(/out of range/);
    expect(refusal('ImportKeyMaterial', '{"ValidTo":"2026-01-01T00:00:00Z"}')).toMatch(/converted to Timestamp/);
  });

  it('keeps keys that an object with a prototype would lose', () => {
    const context = '{"EncryptionContext":{"__proto__":"a","constructor":"b"}}';
    const { encryptionContext = {} } = decodeAwsJson('Encrypt', JSON.parse(context));
    expect(Object.entries(encryptionContext)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(Object.getPrototypeOf(encryptionContext)).toBeNull();
    expect(JSON.stringify(requestToAwsJson('Encrypt', { encryptionContext }))).toBe(context);
  });

  it('never throws anything but KmsError, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OPERATION_NAMES), fc.jsonValue(), (operation, json) => {
        const names = MESSAGES[`${operation}Request`].fields.map((field) => field.awsName);
        const bodies = [json, Object.fromEntries(names.map((name) => [name, json]))];
        for (const body of bodies) {
          try {
            decodeAwsJson(operation, body);
          } catch (error) {
            expect(error).toBeInstanceOf(KmsError);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
