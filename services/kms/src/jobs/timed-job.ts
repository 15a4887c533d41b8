/** Something that happens to KMS keys by itself when its time comes. */
import { utf8 } from '@strongroom/core/bytes.js';
import type { Region } from '@strongroom/core/ids.js';
import type { DuePosition } from '@strongroom/storage/store.js';
import { keyArn } from '../keys/key-record.js';

/** One thing that comes due. */
export interface Due {
  /** Civil epoch milliseconds. */
  readonly at: number;
  /** With `at` its place in the job's list. */
  readonly id: string;
  readonly keyId: string;
  readonly accountId: string;
}

/** A job is a list in order of time, read from the store, and what to do with an entry. */
export interface TimedJob {
  /** For the log. */
  readonly name: string;
  /** What comes due at or before `until`, by time and id, after a position. What is done is no longer in the list. */
  due(region: Region, until: number, after: DuePosition, limit: number): Promise<readonly Due[]>;
  /**
   * Does it in one commit, so that a crash leaves it done or still due. False: the key has changed meanwhile, and the
   * next pass looks again. Rejections are logged, and tried again in the next pass.
   */
  run(region: Region, due: Due): Promise<boolean>;
  /** False while nothing of the job can be done in a Region, for want of HSMs. Default: always true. */
  readonly canRun?: (region: Region) => boolean;
  /** Where the job destroys something: what, for whoever is about to move the clock. */
  readonly destroys?: (region: Region, due: Due) => string;
}

/**
 * A service event, as CloudTrail has it: KMS itself acts. Its time is that of the due date: after a jump of the clock
 * everything that came due is on record at its own time, as it would be without the jump.
 */
export function serviceEvent(
  name: 'CreateKey' | 'DeleteKey' | 'RotateKey' | 'DeleteExpiredKeyMaterial' | 'SynchronizeMultiRegionKey',
  region: Region,
  due: Due,
  details: Readonly<Record<string, string>> = {},
): Uint8Array {
  return utf8(
    JSON.stringify({
      time: due.at,
      region,
      account: due.accountId,
      name,
      principal: 'kms.amazonaws.com',
      principalId: '',
      sourceAddress: 'kms.amazonaws.com',
      userAgent: 'kms.amazonaws.com',
      requestId: '',
      door: 'service',
      resources: [keyArn(region, due.accountId, due.keyId)],
      parameters: { keyId: due.keyId, ...details },
    }),
  );
}
