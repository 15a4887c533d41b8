/**
 * Which of its tenant's two threads a command goes to. A prediction by the table of the default engine: the thread that
 * is asked knows, and a node that is configured with another engine says NEED_SLOW_LANE (region/region-runtime.ts).
 */
import type { KeyPairUse } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { isSlow } from '@strongroom/crypto/key-pair/lanes.js';
import { isKeyPairSpec } from '@strongroom/crypto/key-usages.js';
import type { Lane } from '@strongroom/proto/slot-protocol.js';

type SigningUse = Extract<KeyPairUse, { use: 'sign' | 'verify' }>;

export function laneFor({ keySpec }: { readonly keySpec: string }, use: KeyPairUse): Lane {
  return isKeyPairSpec(keySpec) && isSlow('openssl', keySpec, use) ? 'slow' : 'fast';
}

/** @param algorithm one that the key takes */
export function laneForSigning(
  key: { readonly keySpec: string },
  use: SigningUse['use'],
  algorithm: string,
  messageType: SigningUse['messageType'],
): Lane {
  return laneFor(key, { use, algorithm: algorithm as SigningUse['algorithm'], messageType });
}
