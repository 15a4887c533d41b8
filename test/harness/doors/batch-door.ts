/** The bidirectional batch stream of the same client. */
import type { BatchStream } from '@strongroom/client/batch-stream.js';
import type { KmsClient } from '@strongroom/client/client.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsRequests } from '@strongroom/proto/gen/kms-types.js';
import type { Ready, ReadyTenant } from '../ready-file.js';
import type { Answer, Door, Question } from './door.js';
import { doorFailure, grpcClient, withEmptyLists } from './grpc-door.js';

interface Open {
  readonly client: KmsClient;
  readonly stream: BatchStream;
}

export class BatchDoor implements Door {
  readonly name = 'gRPC batch stream';
  readonly #ready: Ready;
  readonly #open = new Map<string, Open>();

  constructor(ready: Ready) {
    this.#ready = ready;
  }

  async call<Operation extends OperationName>(
    operation: Operation,
    input: Question<Operation>,
    as: ReadyTenant,
  ): Promise<Answer<Operation>> {
    try {
      const answer = await this.stream(as).call(operation, input as KmsRequests[Operation], { deadlineMs: 20_000 });
      return withEmptyLists(operation, answer);
    } catch (error) {
      throw doorFailure(error);
    }
  }

  stream(tenant: ReadyTenant): BatchStream {
    let open = this.#open.get(tenant.token);
    if (open === undefined) {
      const client = grpcClient(this.#ready, tenant);
      open = { client, stream: client.batch() };
      this.#open.set(tenant.token, open);
    }
    return open.stream;
  }

  async close(): Promise<void> {
    for (const { client, stream } of this.#open.values()) {
      await stream.close();
      client.close();
    }
    this.#open.clear();
  }
}
