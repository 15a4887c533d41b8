import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES, utf8 } from '@strongroom/core/bytes.js';
import { HsmError, KmsError } from '@strongroom/core/errors.js';
import { tenantOf } from '@strongroom/core/ids.js';
import { generateBackingKeyResult, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import { emptyMemoryData } from '@strongroom/storage/memory/memory-data.js';
import { StoreUnavailableError } from '@strongroom/storage/store.js';
import { describe, expect, it } from 'vitest';
import { rootArn } from '../identity/principal.js';
import { ACCOUNT_A, ACCOUNT_B, frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';

async function refusal(promise: Promise<unknown>): Promise<KmsError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof KmsError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

async function newKey(fixture: FrontEndFixture): Promise<string> {
  const { keyMetadata } = await fixture.pipeline.run('CreateKey', await fixture.callFor(ACCOUNT_A), {});
  return must(keyMetadata?.keyId, 'a key id');
}

const PLAINTEXT = utf8('hello');

describe('pipeline', () => {
  it('records an event for every answer, also for refusals', async () => {
    const fixture = await frontEndFixture();
    const keyId = await newKey(fixture);
    const call = await fixture.callFor(ACCOUNT_A);
    await fixture.pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT, encryptionContext: { a: 'b' } });
    await refusal(fixture.pipeline.run('Encrypt', call, { keyId: 'nope', plaintext: PLAINTEXT }));
    const events = await fixture.events();
    expect(events.map((event) => event.name)).toEqual(['CreateKey', 'Encrypt', 'Encrypt']);
    expect(events[1]).toMatchObject({ account: ACCOUNT_A, parameters: { keyId, encryptionContext: { a: 'b' } } });
    expect(JSON.stringify(events)).not.toContain('plaintext');
    expect(events[2]?.error).toEqual(['NotFoundException', "Invalid keyId 'nope'"]);
  });

  it('lists every violation in one ValidationException', async () => {
    const fixture = await frontEndFixture();
    const error = await refusal(
      fixture.pipeline.run('Encrypt', await fixture.callFor(ACCOUNT_A), { keyId: '', plaintext: new Uint8Array(4097) }),
    );
    expect(error.exception).toBe('ValidationException');
    expect(error.message).toMatch(/^2 validation errors detected: /);
  });

  it('stops at DryRun without using the HSM', async () => {
    const fixture = await frontEndFixture();
    const keyId = await newKey(fixture);
    fixture.setHsm(() => Promise.reject(new Error('the HSM must not be asked')));
    const call = await fixture.callFor(ACCOUNT_A);
    const error = await refusal(fixture.pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT, dryRun: true }));
    expect(error.exception).toBe('DryRunOperationException');
  });

  it('tells another account the same whether or not a key exists', async () => {
    const fixture = await frontEndFixture();
    const keyId = await newKey(fixture);
    const call = await fixture.callFor(ACCOUNT_B);
    const errors = await Promise.all(
      [keyId, '00000000-0000-4000-8000-000000000000'].map((id) =>
        refusal(
          fixture.pipeline.run('Encrypt', call, {
            keyId: `arn:aws:kms:${REGION}:${ACCOUNT_A}:key/${id}`,
            plaintext: PLAINTEXT,
          }),
        ),
      ),
    );
    expect(errors.map((error) => error.exception)).toEqual(['AccessDeniedException', 'AccessDeniedException']);
    expect(errors[0]?.message.replace(keyId, 'ID')).toBe(
      errors[1]?.message.replace('00000000-0000-4000-8000-000000000000', 'ID'),
    );
    expect((await refusal(fixture.pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT }))).exception).toBe(
      'NotFoundException',
    );
  });

  it('withholds and wipes the answer when its event cannot be stored', async () => {
    const fixture = await frontEndFixture();
    const keyId = await newKey(fixture);
    const secret = utf8('a secret plaintext');
    fixture.setHsm(() => Promise.resolve(secret));
    const commit = fixture.store.commit.bind(fixture.store);
    fixture.store.commit = () => Promise.reject(new StoreUnavailableError('disk full'));
    const call = await fixture.callFor(ACCOUNT_A);
    const error = await refusal(fixture.pipeline.run('GenerateRandom', call, { numberOfBytes: 18 }));
    expect(error.exception).toBe('KMSInternalException');
    expect(secret.every((byte) => byte === 0)).toBe(true);
    fixture.store.commit = commit;
    await fixture.pipeline.run('DescribeKey', call, { keyId });
  });

  it('refuses beyond the in-flight bound of a tenant, and serves others', async () => {
    const fixture = await frontEndFixture({ limits: { tenantInFlightMax: 1, totalInFlightMax: 10 } });
    const keyId = await newKey(fixture);
    let release: () => void = () => undefined;
    fixture.setHsm(
      (request) =>
        new Promise((resolve) => {
          if (request.tenant === tenantOf(ACCOUNT_B)) resolve(utf8('x'));
          else {
            release = () => {
              resolve(utf8('x'));
            };
          }
        }),
    );
    const callA = await fixture.callFor(ACCOUNT_A);
    const first = fixture.pipeline.run('Encrypt', callA, { keyId, plaintext: PLAINTEXT });
    await new Promise((resolve) => setImmediate(resolve));
    const second = await refusal(fixture.pipeline.run('Encrypt', callA, { keyId, plaintext: PLAINTEXT }));
    expect(second.exception).toBe('ThrottlingException');
    await fixture.pipeline.run('GenerateRandom', await fixture.callFor(ACCOUNT_B), { numberOfBytes: 1 });
    release();
    await first;
  });

  it.each([
    ['QUEUE_FULL', 'ThrottlingException'],
    ['NOT_OPERATIONAL', 'KeyUnavailableException'],
    ['DEADLINE_EXCEEDED', 'DependencyTimeoutException'],
    ['ENCRYPTED_DATA_INVALID', 'InvalidCiphertextException'],
    ['TOKEN_INVALID', 'KMSInternalException'],
  ] as const)('answers the HSM status %s as %s', async (status, exception) => {
    const fixture = await frontEndFixture();
    const keyId = await newKey(fixture);
    fixture.setHsm(() => Promise.reject(new HsmError(status, 'inner words')));
    const error = await refusal(
      fixture.pipeline.run('Encrypt', await fixture.callFor(ACCOUNT_A), { keyId, plaintext: PLAINTEXT }),
    );
    expect(error.exception).toBe(exception);
    expect(error.message).not.toContain('inner words');
  });
});

describe('the re-authorization fence', () => {
  it('withholds an answer when the key is disabled while the HSM works', async () => {
    const fixture = await frontEndFixture();
    const keyId = await newKey(fixture);
    const call = await fixture.callFor(ACCOUNT_A);
    fixture.setHsm(async (request) => {
      if (request.command === SLOT_COMMAND.ENCRYPT) await fixture.pipeline.run('DisableKey', call, { keyId });
      return utf8('ciphertext');
    });
    const error = await refusal(fixture.pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT }));
    expect(error.exception).toBe('DisabledException');
    const names = (await fixture.events()).map((event) => [event.name, Array.isArray(event.error)]);
    // The use that was begun and its refusal are both on record.
    expect(names.slice(-3)).toEqual([
      ['DisableKey', false],
      ['Encrypt', false],
      ['Encrypt', true],
    ]);
  });

  it('answers under the key that an alias names when the answer leaves', async () => {
    const fixture = await frontEndFixture();
    const [before, after] = [await newKey(fixture), await newKey(fixture)];
    const call = await fixture.callFor(ACCOUNT_A);
    await fixture.pipeline.run('CreateAlias', call, { aliasName: 'alias/moving', targetKeyId: before });
    let asked = 0;
    fixture.setHsm(async () => {
      asked += 1;
      if (asked === 1) {
        await fixture.pipeline.run('UpdateAlias', call, { aliasName: 'alias/moving', targetKeyId: after });
      }
      return new Uint8Array([asked]);
    });
    const asking = { ...call, requestId: 'decided-twice' };
    const answer = await fixture.pipeline.run('Encrypt', asking, { keyId: 'alias/moving', plaintext: PLAINTEXT });
    expect(answer.keyId).toContain(after);
    expect(answer.ciphertextBlob).toEqual(new Uint8Array([2]));
    // The use of either key is on record, and neither record hides the other one.
    await fixture.services.auditIndex.catchUp(10_000);
    const filter = { accountId: ACCOUNT_A, region: REGION, eventName: 'Encrypt', limit: 10 };
    const { rows } = await fixture.store.reads.auditEvents(filter);
    expect(rows.map((row) => row.resource_name.split('/')[1]).toSorted()).toEqual([before, after].toSorted());
  });

  it('takes the ARN of a key in no other partition than its own', async () => {
    const fixture = await frontEndFixture();
    const keyId = await newKey(fixture);
    const call = await fixture.callFor(ACCOUNT_A);
    for (const partition of ['aws-cn', 'aws-nowhere']) {
      const arn = `arn:${partition}:kms:${REGION}:${ACCOUNT_A}:key/${keyId}`;
      expect((await refusal(fixture.pipeline.run('DescribeKey', call, { keyId: arn }))).exception).toBe(
        'InvalidArnException',
      );
    }
  });

  it('sees a change that another front end committed', async () => {
    const data = emptyMemoryData();
    const one = await frontEndFixture({ data, frontEndId: 'kms-1' });
    const keyId = await newKey(one);
    const two = await frontEndFixture({ data, frontEndId: 'kms-2' });
    const callOne = await one.callFor(ACCOUNT_A);
    const callTwo = await two.callFor(ACCOUNT_A);
    await two.pipeline.run('Encrypt', callTwo, { keyId, plaintext: PLAINTEXT });
    await one.pipeline.run('DisableKey', callOne, { keyId });
    const error = await refusal(two.pipeline.run('Encrypt', callTwo, { keyId, plaintext: PLAINTEXT }));
    expect(error.exception).toBe('DisabledException');
  });

  it('withholds an answer when the principal is removed while the HSM works', async () => {
    const fixture = await frontEndFixture();
    const keyId = await newKey(fixture);
    fixture.setHsm(async () => {
      await fixture.store.commit({
        event: EMPTY_BYTES,
        writes: [{ kind: 'delete', table: 'principals', match: { arn: rootArn(ACCOUNT_A) }, rows: 1 }],
        entities: [`principal:${rootArn(ACCOUNT_A)}`],
      });
      return utf8('ciphertext');
    });
    const call = await fixture.callFor(ACCOUNT_A);
    const error = await refusal(fixture.pipeline.run('Encrypt', call, { keyId, plaintext: PLAINTEXT }));
    expect(error.exception).toBe('UnrecognizedClientException');
  });

  it('refuses a change when the principal is removed while the HSM works', async () => {
    const fixture = await frontEndFixture();
    await newKey(fixture);
    const call = await fixture.callFor(ACCOUNT_A);
    fixture.setHsm(async () => {
      await fixture.store.commit({
        event: EMPTY_BYTES,
        writes: [{ kind: 'delete', table: 'principals', match: { arn: rootArn(ACCOUNT_A) }, rows: 'any' }],
        entities: [`principal:${rootArn(ACCOUNT_A)}`],
      });
      return generateBackingKeyResult.write({ materialId: new Uint8Array(32), ekt: utf8('an EKT') });
    });
    const error = await refusal(fixture.pipeline.run('CreateKey', call, {}));
    expect(error.exception).toBe('UnrecognizedClientException');
    expect(await fixture.store.reads.countKeys(REGION, ACCOUNT_A)).toBe(1);
  });

  it('decides a change again when another one was first', async () => {
    const fixture = await frontEndFixture();
    const keyId = await newKey(fixture);
    const call = await fixture.callFor(ACCOUNT_A);
    await Promise.all([
      ...Array.from({ length: 5 }, (_, n) =>
        fixture.pipeline.run('UpdateKeyDescription', call, { keyId, description: `description ${String(n)}` }),
      ),
      fixture.pipeline.run('DisableKey', call, { keyId }),
    ]);
    const { keyMetadata } = await fixture.pipeline.run('DescribeKey', call, { keyId });
    expect(keyMetadata?.keyState).toBe('Disabled');
    expect(keyMetadata?.description).toMatch(/^description \d$/);
  });
});
