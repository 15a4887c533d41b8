/** What AssumeRole and GetSessionToken have in common: decide, make credentials, commit both guarded, answer. */
import { KmsError } from '@strongroom/core/errors.js';
import type { Write } from '@strongroom/storage/store.js';
import type { MintedAccessKey } from '../identity/mint-access-key.js';
import type { Caller } from '../identity/principal.js';
import { refreshCaller } from '../identity/refresh.js';
import { TokensSuperseded } from '../region/tokens-superseded.js';
import type { StsCall } from './sts-call.js';
import { stsEvent, type StsEvent } from './sts-event.js';
import type { XmlElement } from './xml.js';

/** Who meets other writers this often in a row gives up. */
const CONFLICT_ATTEMPTS_MAX = 8;

/** Decided and made, not yet stored. */
export interface Issued {
  readonly minted: MintedAccessKey;
  readonly writes: readonly Write[];
  readonly entities: readonly string[];
  /** What it was decided on beside the caller. */
  readonly restsOn: readonly string[];
  readonly event: Omit<StsEvent, 'error'>;
  readonly answer: readonly XmlElement[];
}

/**
 * @param decide throws what the caller hears; it runs again when something it rests on has changed.
 * @throws KmsError
 */
export async function issue(
  call: StsCall,
  decide: (caller: Caller) => Promise<Issued>,
): Promise<readonly XmlElement[]> {
  const { services } = call;
  for (let attempt = 1; attempt <= CONFLICT_ATTEMPTS_MAX; attempt += 1) {
    const afterSeq = services.store.changeSeq;
    const caller = await refreshCaller(services, call.caller);
    const issued = await unlessSuperseded(decide(caller), attempt);
    if (issued === undefined) continue;
    const { minted, writes, entities, restsOn, event, answer } = issued;
    const outcome = await services.store.commit({
      event: stsEvent({ ...call, caller }, event),
      writes,
      entities,
      guard: { entities: [...entitiesOf(caller), ...restsOn, minted.sealedUnder], afterSeq },
    });
    if (outcome.kind === 'committed') return answer;
  }
  throw new KmsError('KMSInternalException', 'The principal or the role changes too often just now. Try again.');
}

/** Undefined when the slot key that the credentials were to be sealed under has just been replaced: decide again. */
async function unlessSuperseded(deciding: Promise<Issued>, attempt: number): Promise<Issued | undefined> {
  try {
    return await deciding;
  } catch (error) {
    if (error instanceof TokensSuperseded && attempt < CONFLICT_ATTEMPTS_MAX) return undefined;
    throw error;
  }
}

function entitiesOf({ principal, credential }: Caller): string[] {
  return credential.kind === 'permissive'
    ? [principal.entity]
    : [principal.entity, `${credential.kind}:${credential.id}`];
}

export function credentialsElement({ row, secretAccessKey, sessionToken }: MintedAccessKey): XmlElement {
  return [
    'Credentials',
    [
      ['AccessKeyId', row.access_key_id],
      ['SecretAccessKey', secretAccessKey],
      ['SessionToken', sessionToken],
      ['Expiration', new Date(row.expires_at ?? 0).toISOString().replace(/\.\d+Z$/, 'Z')],
    ],
  ];
}
