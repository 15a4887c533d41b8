/** gRPC calls with any bytes as the message, on any path, with any credentials. */
import { readFileSync } from 'node:fs';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { errorOfCall, KmsCallError } from '@strongroom/client/errors.js';
import type { Ready } from './ready-file.js';

export const SERVICE = '/strongroom.kms.v1.KeyManagementService';

export interface RawCallResult {
  readonly code: number;
  readonly exception: string;
  readonly message: string;
  readonly bytes: Uint8Array;
}

export class RawGrpc {
  readonly #client: Client;

  constructor(ready: Ready) {
    const ca = readFileSync(ready.kms.caFile);
    this.#client = new Client(ready.kms.grpc, credentials.createSsl(ca), {
      'grpc.ssl_target_name_override': 'localhost',
      'grpc.default_authority': 'localhost',
      'grpc.enable_retries': 0,
      'grpc.max_send_message_length': -1,
    });
  }

  /** Never rejects: an error status is a result. @param token of the authorization metadata; none when undefined */
  call(path: string, message: Uint8Array, token?: string): Promise<RawCallResult> {
    const metadata = new Metadata();
    if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
    return new Promise((resolve) => {
      this.#client.makeUnaryRequest(
        path,
        (value: Uint8Array) => Buffer.from(value),
        (value) => value,
        message,
        metadata,
        { deadline: Date.now() + 20_000 },
        (error: ServiceError | null, value?: Buffer) => {
          if (error === null) {
            resolve({ code: 0, exception: '', message: '', bytes: value ?? new Uint8Array() });
            return;
          }
          const restored = errorOfCall(error);
          const exception = restored instanceof KmsCallError ? restored.exception : '';
          resolve({ code: error.code, exception, message: error.details, bytes: new Uint8Array() });
        },
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}
