/**
 * The gRPC client that users install: every operation of KMS as a typed method that returns a promise.
 *
 *     const kms = createClient({ address: '127.0.0.1:8443', ca: readFileSync('ca.crt', 'utf8'), token });
 *     const { keyMetadata } = await kms.createKey({ description: 'orders' });
 */
import { Client, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { type Monotonic, type RealTime, systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import { decodeResponse, encodeRequest } from '@strongroom/proto/kms-codec.js';
import { KMS_SERVICE } from '@strongroom/proto/kms-service.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsRequests, KmsResponses } from '@strongroom/proto/gen/kms-types.js';
import { grpcChannel } from '@strongroom/rpc/grpc-client.js';
import type { TlsIdentity } from '@strongroom/rpc/tls.js';
import { type BatchOptions, BatchStream } from './batch-stream.js';
import { cancelled, errorOfCall, TransportError } from './errors.js';
import { type Call, type CallOptions, DEADLINE_DEFAULT_MS, type KmsOperations, operationsOver } from './operations.js';

export interface KmsClientOptions {
  /** `host:port` of the gRPC door. */
  readonly address: string;
  /** PEM of the installation's certificate authority. */
  readonly ca: string;
  /** A bearer token. Leave it out for a client certificate, or for permissive authentication. */
  readonly token?: string;
  /** A client certificate that was bound to a principal, PEM. */
  readonly certificate?: TlsIdentity;
  /** Default: the server's first Region. */
  readonly region?: string;
  /** 12 digits; only under permissive authentication without a token. */
  readonly account?: string;
  /** Of calls that name none; default 10 000. */
  readonly deadlineMs?: number;
  /** The name in the server's certificate, where it differs from the host dialled. */
  readonly serverName?: string;
  /** A TCP connection of its own, even when another client has the same options. */
  readonly ownConnection?: boolean;
  readonly monotonic?: Monotonic;
  readonly realTime?: RealTime;
}

export interface KmsClient extends KmsOperations {
  /** The same by the operation's name. */
  readonly call: Call;
  /** Opens a batch stream on this connection at its first operation. */
  batch(options?: BatchOptions): BatchStream;
  /** Ends the connection; calls in flight reject with CANCELLED. */
  close(): void;
}

/** Connects at the first call. @throws RangeError for a malformed address, Error for bad PEM. */
export function createClient(options: KmsClientOptions): KmsClient {
  const channel = grpcChannel({
    address: options.address,
    tls: {
      trustedCaPem: options.ca,
      ...(options.certificate === undefined ? {} : { identity: options.certificate }),
    },
    ...(options.serverName === undefined ? {} : { serverName: options.serverName }),
    ...(options.ownConnection === undefined ? {} : { ownConnection: options.ownConnection }),
  });
  const client = new Client(channel.address, channel.credentials, channel.options);
  const metadata = metadataOf(options);
  const realTime = options.realTime ?? systemRealTime;
  const call: Call = (operation, request, callOptions = {}) =>
    unary(client, metadata, { operation, request, options: callOptions }, realTime, options.deadlineMs);
  return {
    ...operationsOver(call),
    call,
    batch: (batchOptions) =>
      new BatchStream({ client, metadata, monotonic: options.monotonic ?? systemMonotonic }, batchOptions),
    close: () => {
      client.close();
    },
  };
}

interface UnaryCall<Op extends OperationName> {
  readonly operation: Op;
  readonly request: KmsRequests[Op];
  readonly options: CallOptions;
}

function unary<Op extends OperationName>(
  client: Client,
  metadata: Metadata,
  { operation, request, options }: UnaryCall<Op>,
  realTime: RealTime,
  deadlineMs = DEADLINE_DEFAULT_MS,
): Promise<KmsResponses[Op]> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted === true) throw cancelled();
    const bytes = encodeRequest(operation, request); // throws into the promise
    const grpcCall = client.makeUnaryRequest(
      KMS_SERVICE[operation].path,
      () => viewAsBuffer(bytes),
      (answer: Buffer) => decodeResponse(operation, answer),
      undefined,
      metadata.clone(),
      { deadline: realTime.now() + (options.deadlineMs ?? deadlineMs) },
      (error: ServiceError | null, response?: KmsResponses[Op]) => {
        options.signal?.removeEventListener('abort', onAbort);
        if (error !== null) reject(errorOfCall(error));
        else if (response === undefined) reject(new TransportError(status.INTERNAL, 'the server sent no answer'));
        else resolve(response);
      },
    );
    const onAbort = (): void => {
      grpcCall.cancel();
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function metadataOf(options: KmsClientOptions): Metadata {
  const metadata = new Metadata();
  if (options.token !== undefined) metadata.set('authorization', `Bearer ${options.token}`);
  if (options.region !== undefined) metadata.set('x-strongroom-region', options.region);
  if (options.account !== undefined) metadata.set('x-strongroom-account', options.account);
  return metadata;
}
