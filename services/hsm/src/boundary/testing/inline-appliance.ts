/** An appliance without threads: root operations run inline, slots are fake, the disk is a variable. */
import { must } from '@strongroom/core/assert.js';
import { parseNodeId } from '@strongroom/core/ids.js';
import type { CryptoEngine } from '@strongroom/crypto/engine.js';
import { silentLogger } from '@strongroom/telemetry/log.js';
import { createBoundaryRng } from '../boundary-rng.js';
import { RootModule } from '../root-module.js';
import { createRootOperations } from '../root-operations.js';
import { Appliance } from '../../host/appliance.js';
import { SlotLanes } from '../../host/slot-lanes.js';
import type { RootOperation, RootOperations } from '../../wire/root-messages.js';
import { KEY_PAIR_ENGINES } from './key-pair-engines.js';
import { FakeSlotThreads } from '../../testing/fake-slot-threads.js';
import { ManualMonotonic } from '../../testing/manual-monotonic.js';

export interface InlineApplianceOptions {
  readonly engine: CryptoEngine;
  readonly nodeId: string;
  /** In a folder of the test. */
  readonly sealKeyFile: string;
  readonly disk: InlineDisk;
  readonly failingSelfTest?: string;
}

/** The identity file. */
export class InlineDisk {
  sealed: Uint8Array | undefined;
  full = false;

  read(): Uint8Array | undefined {
    return this.sealed;
  }

  write(sealed: Uint8Array): void {
    if (this.full) throw new Error('ENOSPC');
    this.sealed = new Uint8Array(sealed);
  }

  remove(): void {
    this.sealed = undefined;
  }
}

export class InlineAppliance {
  readonly time = new ManualMonotonic();
  readonly threads = new FakeSlotThreads();
  readonly appliance: Appliance;
  /** Replace it to make the root worker fail. */
  rootFailure: Error | undefined;

  constructor(options: InlineApplianceOptions) {
    const { engine } = options;
    const rng = createBoundaryRng(engine);
    const nodeId = must(parseNodeId(options.nodeId), 'a node id');
    const root = new RootModule({ engine, rng, nodeId });
    const { sealKeyFile, failingSelfTest } = options;
    const handlers = createRootOperations({
      root,
      engine,
      keyPairs: KEY_PAIR_ENGINES[engine.name].fast,
      rng,
      sealKeyFile,
      ...(failingSelfTest === undefined ? {} : { failingSelfTest }),
    });
    const call = async <Name extends RootOperation>(
      operation: Name,
      request: RootOperations[Name]['request'],
    ): Promise<RootOperations[Name]['reply']> => {
      await Promise.resolve();
      if (this.rootFailure !== undefined) throw this.rootFailure;
      return handlers[operation](request);
    };
    const slots: SlotLanes = new SlotLanes({
      slotsMax: 4,
      slowThreadsMax: 2,
      queue: { maxCommands: 100, maxBytes: 1_000_000 },
      monotonic: this.time,
      startThread: () => this.threads.start,
      events: () => ({
        bound: () => undefined,
        evicted: () => undefined,
        crashed: () => undefined,
        batch: () => undefined,
        deviceError: () => {
          this.appliance.deviceFailed('a conditional test failed in a slot');
        },
      }),
    });
    this.appliance = new Appliance({
      nodeId,
      bootId: 'boot',
      engine: engine.name,
      root: { call },
      identityFile: options.disk,
      slots,
      monotonic: this.time,
      log: silentLogger(),
    });
  }
}
