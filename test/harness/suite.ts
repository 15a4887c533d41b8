/** Contract suites: the same expectations through every door, named by the operation and then by the rule. */
import { inject, afterAll, describe } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import { BatchDoor } from './doors/batch-door.js';
import { DoorFailure, type Answer, type Door, type Question } from './doors/door.js';
import { GrpcDoor } from './doors/grpc-door.js';
import { SdkDoor } from './doors/sdk-door.js';
import type { Ready, ReadyTenant } from './ready-file.js';
import './shared-cluster.js';

export interface Given {
  readonly ready: Ready;
  readonly door: Door;
  /** Two tenants that have nothing to do with each other. */
  readonly a: ReadyTenant;
  readonly b: ReadyTenant;
  /** Calls as tenant a. */
  readonly call: <Operation extends OperationName>(
    operation: Operation,
    input: Question<Operation>,
  ) => Promise<Answer<Operation>>;
  /** Calls as tenant a and expects an error answer. */
  readonly refusal: <Operation extends OperationName>(
    operation: Operation,
    input: Question<Operation>,
  ) => Promise<Refusal>;
}

export interface Refusal {
  readonly exception: string;
  readonly message: string;
}

/** The shared cluster, for suites that are not about one operation. */
export function given(door: Door): Given {
  const ready = inject('ready');
  const a = must(ready.tenants[0], 'the cluster has demo tenants');
  const b = must(ready.tenants[1], 'the cluster has two demo tenants');
  return {
    ready,
    door,
    a,
    b,
    call: (operation, input) => door.call(operation, input, a),
    refusal: (operation, input) => refusalOf(door.call(operation, input, a)),
  };
}

/** @param name the operation, or what the suite is about */
export function throughEveryDoor(name: string, suite: (given: Given) => void): void {
  describe(name, () => {
    const ready = inject('ready');
    for (const door of [new GrpcDoor(ready), new BatchDoor(ready), new SdkDoor(ready)]) {
      describe(door.name, () => {
        afterAll(() => door.close());
        suite(given(door));
      });
    }
  });
}

/** The error answer of a call. A success, or an error that is no answer, fails the test. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  let answer: unknown;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DoorFailure) return { exception: error.exception, message: error.message };
    throw error;
  }
  throw new Error(`expected a refusal, got an answer with ${Object.keys(answer as object).join(', ')}`);
}
