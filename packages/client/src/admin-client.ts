/**
 * The administration of an installation as typed promises: tenants, principals, credentials, fleet, clock. Needs an
 * operator's client certificate.
 */
import { Client, Metadata, type MethodDefinition, type ServiceError, status } from '@grpc/grpc-js';
import { type RealTime, systemRealTime } from '@strongroom/core/time.js';
import type { AdminDefinition } from '@strongroom/proto/gen/admin/strongroom/admin/v1/Admin.js';
import { adminService } from '@strongroom/proto/load.js';
import { grpcChannel } from '@strongroom/rpc/grpc-client.js';
import type { TlsIdentity } from '@strongroom/rpc/tls.js';
import { errorOfCall, TransportError } from './errors.js';

export interface AdminClientOptions {
  /** `host:port` of the admin door. */
  readonly address: string;
  readonly ca: string;
  readonly certificate: TlsIdentity;
  readonly serverName?: string;
  readonly realTime?: RealTime;
}

export interface AdminCallOptions {
  /** From now, in milliseconds; default 15 000. */
  readonly deadlineMs?: number;
}

type MethodName = keyof { [M in keyof AdminDefinition as string extends M ? never : number extends M ? never : M]: M };

type Method<M> = M extends {
  requestSerialize: (value: infer Request) => Buffer;
  responseDeserialize: (bytes: Buffer) => infer Response;
}
  ? (request: Request, options?: AdminCallOptions) => Promise<Response>
  : never;

export type AdminOperations = {
  readonly [M in MethodName as Uncapitalize<M & string>]: Method<AdminDefinition[M]>;
};

export interface AdminClient extends AdminOperations {
  close(): void;
}

const DEADLINE_DEFAULT_MS = 15_000;
/** The largest answer has one segment of the audit chain. */
const MESSAGE_MAX_BYTES = 8 * 1024 * 1024;

/**
 * Connects at the first call. Each method rejects with KmsCallError or TransportError. @throws Error for bad PEM or
 * address.
 */
export function createAdminClient(options: AdminClientOptions): AdminClient {
  const channel = grpcChannel({
    address: options.address,
    tls: { trustedCaPem: options.ca, identity: options.certificate },
    receiveMessageMaxBytes: MESSAGE_MAX_BYTES,
    ...(options.serverName === undefined ? {} : { serverName: options.serverName }),
  });
  const client = new Client(channel.address, channel.credentials, channel.options);
  const realTime = options.realTime ?? systemRealTime;
  const methods = Object.entries(adminService().service).map(([name, definition]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    (request: object, callOptions: AdminCallOptions = {}) =>
      unary(
        client,
        definition as Definition,
        request,
        realTime.now() + (callOptions.deadlineMs ?? DEADLINE_DEFAULT_MS),
      ),
  ]);
  return {
    ...(Object.fromEntries(methods) as AdminOperations),
    close: () => {
      client.close();
    },
  };
}

type Definition = MethodDefinition<object, object>;

function unary(client: Client, definition: Definition, request: object, deadline: number): Promise<object> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      definition.path,
      definition.requestSerialize,
      definition.responseDeserialize,
      request,
      new Metadata(),
      { deadline },
      (error: ServiceError | null, response?: object) => {
        if (error !== null) reject(errorOfCall(error));
        else if (response === undefined) reject(new TransportError(status.INTERNAL, 'the server sent no answer'));
        else resolve(response);
      },
    );
  });
}
