/** The AWS SDK for JavaScript v3 as its users have it, but without retries: a failed request must be seen. */
import * as kms from '@aws-sdk/client-kms';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { Ready, ReadyTenant } from '../ready-file.js';
import { fromAws, toAws } from './aws-shape.js';
import { DoorFailure, type Answer, type Door, type Question } from './door.js';

type AnyCommand = Parameters<kms.KMSClient['send']>[0];

export class SdkDoor implements Door {
  readonly name = 'AWS SDK';
  readonly #ready: Ready;
  readonly #clients = new Map<string, kms.KMSClient>();

  constructor(ready: Ready) {
    this.#ready = ready;
  }

  async call<Operation extends OperationName>(
    operation: Operation,
    input: Question<Operation>,
    as: ReadyTenant,
  ): Promise<Answer<Operation>> {
    const commands = kms as unknown as Record<string, new (input: unknown) => AnyCommand>;
    const Command = commands[`${operation}Command`];
    if (Command === undefined) throw new Error(`the SDK has no ${operation}Command`);
    try {
      return fromAws(await this.#client(as).send(new Command(toAws(input)))) as Answer<Operation>;
    } catch (error) {
      if (error instanceof kms.KMSServiceException) {
        throw new DoorFailure(error.name, error.message, { cause: error });
      }
      throw error;
    }
  }

  close(): Promise<void> {
    for (const client of this.#clients.values()) client.destroy();
    return Promise.resolve();
  }

  #client(tenant: ReadyTenant): kms.KMSClient {
    let client = this.#clients.get(tenant.accessKeyId);
    if (client === undefined) {
      client = sdkClient(this.#ready, tenant);
      this.#clients.set(tenant.accessKeyId, client);
    }
    return client;
  }
}

export function sdkClient(ready: Ready, tenant: ReadyTenant, config: kms.KMSClientConfig = {}): kms.KMSClient {
  return new kms.KMSClient({
    endpoint: ready.kms.http,
    region: ready.region,
    credentials: { accessKeyId: tenant.accessKeyId, secretAccessKey: tenant.secretAccessKey },
    maxAttempts: 1,
    ...config,
  });
}
