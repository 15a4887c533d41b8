/** The gRPC client that users install, one unary call per operation. */
import { readFileSync } from 'node:fs';
import { createClient, type KmsClient } from '@strongroom/client/client.js';
import { KmsCallError } from '@strongroom/client/errors.js';
import { MESSAGES, OPERATIONS, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsRequests } from '@strongroom/proto/gen/kms-types.js';
import type { Ready, ReadyTenant } from '../ready-file.js';
import { DoorFailure, type Answer, type Door, type Question } from './door.js';

export class GrpcDoor implements Door {
  readonly name = 'gRPC';
  readonly #ready: Ready;
  readonly #clients = new Map<string, KmsClient>();

  constructor(ready: Ready) {
    this.#ready = ready;
  }

  async call<Operation extends OperationName>(
    operation: Operation,
    input: Question<Operation>,
    as: ReadyTenant,
  ): Promise<Answer<Operation>> {
    try {
      const answer = await this.client(as).call(operation, input as KmsRequests[Operation]);
      return withEmptyLists(operation, answer);
    } catch (error) {
      throw doorFailure(error);
    }
  }

  client(tenant: ReadyTenant): KmsClient {
    let client = this.#clients.get(tenant.token);
    if (client === undefined) {
      client = grpcClient(this.#ready, tenant);
      this.#clients.set(tenant.token, client);
    }
    return client;
  }

  close(): Promise<void> {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
    return Promise.resolve();
  }
}

export function grpcClient(ready: Ready, tenant: ReadyTenant): KmsClient {
  return createClient({
    address: ready.kms.grpc,
    ca: readFileSync(ready.kms.caFile, 'utf8'),
    token: tenant.token,
    region: ready.region,
    deadlineMs: 20_000,
  });
}

/**
 * Protocol Buffers cannot tell an empty list from none: the lists of a List operation are empty when they are absent.
 */
export function withEmptyLists<Operation extends OperationName>(
  operation: Operation,
  answer: object,
): Answer<Operation> {
  if (!operation.startsWith('List')) return answer as Answer<Operation>;
  const lists = MESSAGES[OPERATIONS[operation].output].fields.filter((field) => field.kind === 'list');
  return { ...Object.fromEntries(lists.map((field) => [field.name, []])), ...answer } as Answer<Operation>;
}

/** A refusal by the service as every door reports it; any other error stays what it is. */
export function doorFailure(error: unknown): unknown {
  return error instanceof KmsCallError ? new DoorFailure(error.exception, error.message, { cause: error }) : error;
}
