/** The audit trail as users of AWS look at it: `aws cloudtrail lookup-events`. */
import { afterAll, describe, expect, inject, it } from 'vitest';
import { utf8 } from '@strongroom/core/bytes.js';
import { CliDoor } from '../harness/doors/cli-door.js';
import { createKey, type TestKey } from '../harness/fixtures.js';
import { findProgram, requireProgram } from '../harness/require-program.js';
import { given } from '../harness/suite.js';

interface Looked {
  readonly Events: readonly {
    readonly EventName: string;
    readonly ReadOnly: string;
    readonly AccessKeyId: string;
    readonly Username: string;
    readonly Resources: readonly { readonly ResourceName: string }[];
    readonly CloudTrailEvent: string;
  }[];
}

describe('AWS CLI › cloudtrail lookup-events', () => {
  const ready = inject('ready');
  const door = new CliDoor(ready, findProgram('aws') ?? 'aws');
  const { a, b, call, refusal } = given(door);
  afterAll(() => door.close());

  const lookup = async (as: typeof a, key: TestKey): Promise<Looked> => {
    const attribute = `AttributeKey=ResourceName,AttributeValue=${key.arn}`;
    const text = await door.run(
      ['cloudtrail', 'lookup-events', '--lookup-attributes', attribute, '--output', 'json'],
      as,
    );
    return JSON.parse(text) as Looked;
  };

  it('shows what happened to a key, the newest first, and to its own account alone', async (context) => {
    requireProgram(context, 'aws');
    const key = await createKey(door, a, { description: 'watched' });
    const encryptionContext = { purpose: 'audit' };
    await call('Encrypt', { keyId: key.keyId, plaintext: new Uint8Array(utf8('secret words')), encryptionContext });
    await call('DisableKey', { keyId: key.keyId });
    await refusal('Encrypt', { keyId: key.keyId, plaintext: new Uint8Array(utf8('secret words')) });
    const { Events } = await lookup(a, key);
    expect(Events.map(({ EventName, ReadOnly }) => [EventName, ReadOnly])).toEqual([
      ['Encrypt', 'true'],
      ['DisableKey', 'false'],
      ['Encrypt', 'true'],
      ['CreateKey', 'false'],
    ]);
    const [refused, , encrypted] = Events.map((event) => JSON.parse(event.CloudTrailEvent) as Record<string, unknown>);
    expect(refused).toMatchObject({ errorCode: 'DisabledException', eventSource: 'kms.amazonaws.com' });
    expect(encrypted).toMatchObject({
      userIdentity: { type: 'Root', accountId: a.accountId, accessKeyId: Events[0]?.AccessKeyId },
      requestParameters: { keyId: key.keyId, encryptionContext, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
      responseElements: null,
      resources: [{ ARN: key.arn, type: 'AWS::KMS::Key', accountId: a.accountId }],
    });
    expect(JSON.stringify(Events)).not.toContain('secret words');
    expect((await lookup(b, key)).Events).toEqual([]);
  });
});
