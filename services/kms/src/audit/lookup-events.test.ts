import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { ACCOUNT_A, ACCOUNT_B, frontEndFixture, REGION, type FrontEndFixture } from '../testing/front-end-fixture.js';
import { lookupEvents } from './lookup-events.js';
import { parseLookupRequest } from './lookup-request.js';

interface LookedUp {
  readonly EventId: string;
  readonly EventName: string;
  readonly Username?: string;
  readonly Resources: readonly { readonly ResourceName: string }[];
  readonly CloudTrailEvent: string;
}

type Answer = Readonly<{ Events: readonly LookedUp[]; NextToken?: string }>;

async function lookup(fixture: FrontEndFixture, body: unknown, account = ACCOUNT_A): Promise<Answer> {
  const { services } = fixture;
  await services.auditIndex.catchUp(10_000);
  const scope = { accountId: account, region: REGION, now: services.clock.now() };
  return (await lookupEvents(services.store.reads, scope, parseLookupRequest(body))) as Answer;
}

const names = ({ Events }: Answer): string[] => Events.map((event) => event.EventName);

/** CreateKey, ReEncrypt between two keys, a refused DisableKey, and one event of another account. */
async function history(): Promise<{ fixture: FrontEndFixture; first: string; second: string }> {
  const fixture = await frontEndFixture();
  const { pipeline } = fixture;
  const call = await fixture.callFor(ACCOUNT_A);
  const create = async (): Promise<string> =>
    must((await pipeline.run('CreateKey', { ...call, requestId: crypto.randomUUID() }, {})).keyMetadata?.arn, 'an ARN');
  const [first, second] = [await create(), await create()];
  await pipeline.run('CreateAlias', { ...call, requestId: 'r-1' }, { aliasName: 'alias/one', targetKeyId: first });
  const update = { aliasName: 'alias/one', targetKeyId: second };
  await pipeline.run('UpdateAlias', { ...call, requestId: 'r-2' }, update);
  await expect(
    pipeline.run('DisableKey', { ...call, requestId: 'r-3' }, { keyId: crypto.randomUUID() }),
  ).rejects.toThrow(KmsError);
  await pipeline.run('CreateKey', { ...(await fixture.callFor(ACCOUNT_B)), requestId: 'r-4' }, {});
  return { fixture, first, second };
}

describe('LookupEvents', () => {
  it('lists the events of the account, newest first, refused ones included, by each attribute', async () => {
    const { fixture, first, second } = await history();
    const by = async (AttributeKey: string, AttributeValue: string): Promise<string[]> =>
      names(await lookup(fixture, { LookupAttributes: [{ AttributeKey, AttributeValue }] }));
    const everything = ['DisableKey', 'UpdateAlias', 'CreateAlias', 'CreateKey', 'CreateKey'];
    expect((await lookup(fixture, {})).Events.map((event) => event.EventName).toSorted()).toEqual(
      everything.toSorted(),
    );
    expect(await by('EventName', 'CreateKey')).toEqual(['CreateKey', 'CreateKey']);
    expect(await by('ResourceName', first)).toEqual(expect.arrayContaining(['CreateKey', 'CreateAlias']));
    expect(await by('ResourceName', second)).toEqual(expect.arrayContaining(['UpdateAlias', 'CreateKey']));
    expect(await by('ResourceType', 'AWS::KMS::Key')).not.toContain('DisableKey');
    expect(await by('ResourceType', 'AWS::S3::Bucket')).toEqual([]);
    expect(await by('ReadOnly', 'true')).toEqual([]);
    expect(await by('ReadOnly', 'false')).toHaveLength(5);
    expect(await by('Username', 'root')).toHaveLength(5);
    expect(await by('EventSource', 'kms.amazonaws.com')).toHaveLength(5);
    expect(await by('EventSource', 's3.amazonaws.com')).toEqual([]);
    expect(await by('AccessKeyId', 'AKIAEXAMPLE')).toEqual([]);
    const [newest] = (await lookup(fixture, { MaxResults: 1 })).Events;
    expect(await by('EventId', newest?.EventId ?? '')).toEqual([newest?.EventName]);
    expect(names(await lookup(fixture, {}, ACCOUNT_B))).toEqual(['CreateKey']);
    expect(names(await lookup(fixture, { EventCategory: 'insight' }))).toEqual([]);
  });

  it('pages by a token that belongs to its request', async () => {
    const { fixture } = await history();
    const seen: string[] = [];
    for (let token: string | undefined; ;) {
      const page = await lookup(fixture, { MaxResults: 2, ...(token === undefined ? {} : { NextToken: token }) });
      seen.push(...page.Events.map((event) => event.EventId));
      token = page.NextToken;
      if (token === undefined) break;
      const other = { NextToken: token, LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'root' }] };
      await expect(lookup(fixture, other)).rejects.toMatchObject({ exception: 'InvalidNextTokenException' });
    }
    expect(new Set(seen).size).toBe(5);
  });

  it('ends after ninety days of civil time', async () => {
    const { fixture } = await history();
    const DAY_MS = 86_400_000;
    const { store } = fixture.services;
    const at = (days: number): Promise<unknown> =>
      lookupEvents(
        store.reads,
        { accountId: ACCOUNT_A, region: REGION, now: fixture.services.clock.now() + days * DAY_MS },
        parseLookupRequest({}),
      );
    await fixture.services.auditIndex.catchUp(10_000);
    expect(((await at(89)) as Answer).Events).toHaveLength(5);
    expect(((await at(91)) as Answer).Events).toEqual([]);
  });

  it.each([
    [[], 'SerializationException'],
    [{ Foo: 1 }, 'SerializationException'],
    [{ StartTime: 'yesterday' }, 'SerializationException'],
    [{ StartTime: 2, EndTime: 1 }, 'InvalidTimeRangeException'],
    [{ MaxResults: 0 }, 'InvalidMaxResultsException'],
    [{ MaxResults: 51 }, 'InvalidMaxResultsException'],
    [{ NextToken: 'eyJ9' }, 'InvalidNextTokenException'],
    [{ NextToken: 'x'.repeat(2000) }, 'InvalidNextTokenException'],
    [{ EventCategory: 'data' }, 'InvalidEventCategoryException'],
    [{ LookupAttributes: [{ AttributeKey: 'Colour', AttributeValue: 'red' }] }, 'InvalidLookupAttributesException'],
    [{ LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: '' }] }, 'InvalidLookupAttributesException'],
    [
      { LookupAttributes: ['a', 'b'].map((value) => ({ AttributeKey: 'EventId', AttributeValue: value })) },
      'InvalidLookupAttributesException',
    ],
  ])('rejects %j → %s', async (body, exception) => {
    await expect(lookup(await frontEndFixture(), body)).rejects.toMatchObject({ exception });
  });
});
