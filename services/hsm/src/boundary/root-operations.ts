/** What the host may ask of the root worker: power-on, self-tests, ceremonies, slot tokens, zeroization. */
import { HsmError } from '@strongroom/core/errors.js';
import { parseTenantId, type TenantId } from '@strongroom/core/ids.js';
import { PackedFormatError } from '@strongroom/core/packed.js';
import { signReplicationArguments, vouchReplicationArguments } from '@strongroom/proto/slot-protocol.js';
import type { CryptoEngine } from '@strongroom/crypto/engine.js';
import type { KeyPairEngine } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import type { PowerOnReport, RootOperations, SelfTestOutcome } from '../wire/root-messages.js';
import type { BoundaryRng } from './boundary-rng.js';
import type { RootModule } from './root-module.js';
import { createSealKey, destroySealKey, readSealKey, SealKeyError } from './seal-key-file.js';
import { selfTestOutcomes } from './self-tests.js';

export type RootHandlers = {
  readonly [Name in keyof RootOperations]: (request: RootOperations[Name]['request']) => RootOperations[Name]['reply'];
};

export interface RootOperationsOptions {
  readonly root: RootModule;
  readonly engine: CryptoEngine;
  /** Of the fast lane; tested at power-on, and used for nothing else. */
  readonly keyPairs: KeyPairEngine;
  readonly rng: BoundaryRng;
  readonly sealKeyFile: string;
  /** For tests only: a product has no way to reach it. */
  readonly failingSelfTest?: string;
}

export function createRootOperations(options: RootOperationsOptions): RootHandlers {
  const { root, engine, keyPairs, rng, sealKeyFile } = options;
  const runSelfTests = (): readonly SelfTestOutcome[] => selfTestOutcomes(engine, keyPairs, options.failingSelfTest);
  return {
    powerOn: ({ sealed }): PowerOnReport => {
      const selfTests = runSelfTests();
      if (selfTests.some((test) => !test.passed)) return { outcome: 'self-test-failed', selfTests };
      return { selfTests, ...takeIdentity(options, sealed) };
    },
    selfTests: runSelfTests,
    createDomain: ({ command, signatures }) => root.createDomain(command, signatures),
    joinDomain: ({ token }) => root.joinDomain(token),
    commit: () => root.commit(),
    abandon: () => {
      root.abandon();
      return null;
    },
    changeDomain: ({ command, signatures }) => root.changeDomain(command, signatures),
    forgetDomain: () => {
      root.forgetDomain();
      return null;
    },
    createSlotToken: ({ tenant }) => root.createSlotToken(knownTenant(tenant)),
    rotateSlotKey: ({ tenant, payload }) => root.rotateSlotKey(knownTenant(tenant), payload),
    retireSlotKey: ({ tenant, payload }) => root.retireSlotKey(knownTenant(tenant), payload),
    signReplication: ({ tenant, slotToken, payload }) =>
      root.signReplication(knownTenant(tenant), slotToken, argumentsOf(signReplicationArguments, payload)),
    vouchReplication: ({ tenant, slotToken, payload }) =>
      root.vouchReplication(knownTenant(tenant), slotToken, argumentsOf(vouchReplicationArguments, payload)),
    zeroize: () => {
      root.forget();
      rng.reset();
      destroySealKey(sealKeyFile);
      return null;
    },
  };
}

function argumentsOf<T>(format: { read(payload: Uint8Array): T }, payload: Uint8Array): T {
  try {
    return format.read(payload);
  } catch (error) {
    if (error instanceof PackedFormatError) throw new HsmError('ARGUMENTS_BAD', error.message);
    throw error;
  }
}

function knownTenant(name: string): TenantId {
  const tenant = parseTenantId(name);
  if (tenant === undefined) throw new HsmError('ARGUMENTS_BAD', 'not a tenant');
  return tenant;
}

type IdentityOutcome =
  | { readonly outcome: 'tampered'; readonly reason: string }
  | {
      readonly outcome: 'ready';
      readonly identity: ReturnType<RootModule['publicIdentity']>;
      readonly sealed: Uint8Array | undefined;
    };

/**
 * Opens the identity, or makes one where the node has none. A sealed identity that does not open is never replaced by
 * itself.
 */
function takeIdentity(options: RootOperationsOptions, sealed: Uint8Array | undefined): IdentityOutcome {
  const { root, rng, sealKeyFile } = options;
  try {
    const sealKey = readSealKey(sealKeyFile);
    if (sealed === undefined) {
      const created = root.createIdentity(sealKey ?? createSealKey(sealKeyFile, rng));
      return { outcome: 'ready', identity: root.publicIdentity(), sealed: created };
    }
    if (sealKey === undefined) return { outcome: 'tampered', reason: 'the seal key of the identity file is missing' };
    if (!root.restoreIdentity(sealKey, sealed)) {
      return {
        outcome: 'tampered',
        reason: "the identity file is damaged, or another node's, or its seal key differs",
      };
    }
    return { outcome: 'ready', identity: root.publicIdentity(), sealed: undefined };
  } catch (error) {
    if (error instanceof SealKeyError) return { outcome: 'tampered', reason: error.message };
    throw error;
  }
}
