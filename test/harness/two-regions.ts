/** Contract suites about multi-Region keys: a cluster of their own with two Regions, through every door of each. */
import { afterAll, beforeAll, describe } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { CreateKeyRequest } from '@strongroom/proto/gen/kms-types.js';
import { Cluster } from './cluster.js';
import { BatchDoor } from './doors/batch-door.js';
import type { Answer, Door, Question } from './doors/door.js';
import { GrpcDoor } from './doors/grpc-door.js';
import { SdkDoor } from './doors/sdk-door.js';
import { createKey, type TestKey } from './fixtures.js';
import { waitFor } from './processes.js';
import type { ReadyTenant } from './ready-file.js';
import { refusalOf, type Refusal } from './suite.js';

export const [HERE, THERE] = ['eu-central-1', 'us-west-2'] as const;
const TRANSITION_MAX_MS = 20_000;

/** One door of one Region, as the first demo tenant. */
export class RegionalDoor {
  readonly door: Door;
  readonly tenant: ReadyTenant;

  constructor(door: Door, tenant: ReadyTenant) {
    this.door = door;
    this.tenant = tenant;
  }

  call<Operation extends OperationName>(operation: Operation, input: Question<Operation>): Promise<Answer<Operation>> {
    return this.door.call(operation, input, this.tenant);
  }

  refusal<Operation extends OperationName>(operation: Operation, input: Question<Operation>): Promise<Refusal> {
    return refusalOf(this.call(operation, input));
  }

  create(input: Partial<CreateKeyRequest> = {}): Promise<TestKey> {
    return createKey(this.door, this.tenant, { multiRegion: true, ...input });
  }

  /** Waits until the key is in none of the states that pass. */
  settled(keyId: string): Promise<Answer<'DescribeKey'>['keyMetadata']> {
    return waitFor(`${keyId} is neither Creating nor Updating`, TRANSITION_MAX_MS, async () => {
      const { keyMetadata } = await this.call('DescribeKey', { keyId });
      return keyMetadata.keyState === 'Creating' || keyMetadata.keyState === 'Updating' ? undefined : keyMetadata;
    });
  }
}

export interface TwoRegions {
  readonly cluster: () => Cluster;
  readonly here: () => RegionalDoor;
  readonly there: () => RegionalDoor;
  /** A primary here and its replica there, ready for use. */
  readonly pair: (input?: Partial<CreateKeyRequest>) => Promise<TestKey>;
}

/** @param doors how many of the doors, the first of them gRPC */
export function inTwoRegions(name: string, suite: (given: TwoRegions) => void, doors = 3): void {
  describe(name, () => {
    let cluster: Cluster | undefined;
    beforeAll(async () => {
      cluster = await Cluster.start({ flags: ['--region', HERE, '--region', THERE, '--nodes', '1'] });
    });
    afterAll(() => cluster?.destroy());
    for (const Type of [GrpcDoor, BatchDoor, SdkDoor].slice(0, doors)) {
      describe(Type.name, () => {
        const open = new Map<string, RegionalDoor>();
        const of = (region: string): RegionalDoor => {
          const { ready } = must(cluster, 'the cluster has started');
          const known = open.get(region);
          if (known !== undefined) return known;
          const made = new RegionalDoor(new Type({ ...ready, region }), must(ready.tenants[0], 'a tenant'));
          open.set(region, made);
          return made;
        };
        afterAll(() => Promise.all([...open.values()].map(({ door }) => door.close())));
        suite({
          cluster: () => must(cluster, 'the cluster has started'),
          here: () => of(HERE),
          there: () => of(THERE),
          pair: async (input) => {
            const key = await of(HERE).create(input);
            await of(HERE).call('ReplicateKey', { keyId: key.keyId, replicaRegion: THERE });
            await of(THERE).settled(key.keyId);
            return key;
          },
        });
      });
    }
  });
}
