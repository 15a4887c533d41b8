/** Key-pair engines at hand: loading them is asynchronous, and what tests do inline is not. */
import type { EngineName } from '@strongroom/crypto/engine.js';
import type { KeyPairEngine } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import { loadKeyPairEngine, type Lane } from '@strongroom/crypto/key-pair/load-key-pair-engine.js';

export const KEY_PAIR_ENGINES: Readonly<Record<EngineName, Readonly<Record<Lane, KeyPairEngine>>>> = {
  openssl: { fast: await loadKeyPairEngine('openssl', 'fast'), slow: await loadKeyPairEngine('openssl', 'slow') },
  noble: { fast: await loadKeyPairEngine('noble', 'fast'), slow: await loadKeyPairEngine('noble', 'slow') },
};
