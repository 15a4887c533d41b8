/** The Appliance service of one node as typed promises. Every call ends: by its answer, or by its deadline. */
import { type ClientUnaryCall, type ServiceError, status as grpcStatus } from '@grpc/grpc-js';
import { must } from '@strongroom/core/assert.js';
import { HsmError, HSM_STATUS, type HsmStatus } from '@strongroom/core/errors.js';
import { DOMAIN_TOKEN_MAX_BYTES } from '@strongroom/core/limits.js';
import type { Monotonic } from '@strongroom/core/time.js';
import type { SignedDomainCommand as SignedDomainCommandMessage } from '@strongroom/proto/gen/appliance/strongroom/hsm/v1/SignedDomainCommand.js';
import { applianceService } from '@strongroom/proto/load.js';
import { grpcChannel } from '@strongroom/rpc/grpc-client.js';
import {
  type ApplianceStatus,
  type ApplianceStatusMessage,
  readApplianceStatus,
  type ExportedDomainToken,
  type SignedDomainCommand,
} from './appliance-status.js';
import { clientTls, type PoolTls } from './pool-tls.js';

export interface ApplianceClient {
  /** @param timeoutMs default 2 s. */
  getStatus(timeoutMs?: number): Promise<ApplianceStatus>;
  createDomain(command: SignedDomainCommand): Promise<ExportedDomainToken>;
  joinDomain(token: Uint8Array): Promise<ApplianceStatus>;
  changeDomain(command: SignedDomainCommand): Promise<ExportedDomainToken>;
  runSelfTests(): Promise<ApplianceStatus>;
  /** Destroys every secret of the node. @param nodeId must be the node's own id. */
  zeroize(nodeId: string): Promise<ApplianceStatus>;
  /** Cancels what is under way. */
  close(): void;
}

const STATUS_TIMEOUT_MS = 2000;
/** Ceremonies do public-key work per member and write the sealed identity file. */
const CEREMONY_TIMEOUT_MS = 15_000;
const SELF_TEST_TIMEOUT_MS = 60_000;
const MESSAGE_MAX_BYTES = DOMAIN_TOKEN_MAX_BYTES + 64 * 1024;
/** A node that was away is asked again soon. */
const RECONNECT_BACKOFF_MAX_MS = 500;
const DETAIL_MAX_LENGTH = 512;

const STATUS_OF_CODE: ReadonlyMap<number, HsmStatus> = new Map<number, HsmStatus>([
  [grpcStatus.DEADLINE_EXCEEDED, 'DEADLINE_EXCEEDED'],
  // Calls are cancelled only by their timer, or when the client closes.
  [grpcStatus.CANCELLED, 'DEADLINE_EXCEEDED'],
  [grpcStatus.INVALID_ARGUMENT, 'ARGUMENTS_BAD'],
  [grpcStatus.PERMISSION_DENIED, 'KEY_FUNCTION_NOT_PERMITTED'],
  [grpcStatus.UNAUTHENTICATED, 'KEY_FUNCTION_NOT_PERMITTED'],
  [grpcStatus.UNIMPLEMENTED, 'FUNCTION_NOT_SUPPORTED'],
]);

/**
 * A refused call as an HsmError. A node names its reason by starting the status message with an entry of the error
 * table.
 */
export function applianceError(error: ServiceError): HsmError {
  const detail = error.details.slice(0, DETAIL_MAX_LENGTH);
  const named = /^[A-Z_]+/.exec(detail)?.[0] ?? '';
  const options = { cause: error };
  if (Object.hasOwn(HSM_STATUS, named)) return new HsmError(named as HsmStatus, detail, options);
  return new HsmError(STATUS_OF_CODE.get(error.code) ?? 'NOT_OPERATIONAL', detail, options);
}

export function openApplianceClient(address: string, tls: PoolTls, monotonic: Monotonic): ApplianceClient {
  const channel = grpcChannel({
    address,
    tls: clientTls(tls),
    receiveMessageMaxBytes: MESSAGE_MAX_BYTES,
    reconnectBackoffMaxMs: RECONNECT_BACKOFF_MAX_MS,
  });
  const client = new (applianceService())(channel.address, channel.credentials, channel.options);
  const pending = new Set<ClientUnaryCall>();
  const call: Caller = (timeoutMs, start) =>
    new Promise((resolve, reject) => {
      const unary = start((error, response) => {
        timer.cancel();
        pending.delete(unary);
        if (error === null) resolve(must(response, 'a unary call without an error has a response'));
        else reject(applianceError(error));
      });
      // Not gRPC's own deadline: that one is a date, and this package measures by monotonic time only.
      const timer = monotonic.after(timeoutMs, () => {
        unary.cancel();
      });
      pending.add(unary);
    });
  const status = async (timeoutMs: number, start: Start<ApplianceStatusMessage>): Promise<ApplianceStatus> =>
    readApplianceStatus(await call(timeoutMs, start));
  const token = async (start: Start<Partial<ExportedDomainToken>>): Promise<ExportedDomainToken> => {
    const answer = await call(CEREMONY_TIMEOUT_MS, start);
    return { token: must(answer.token, 'an exported domain token'), version: answer.version ?? 0 };
  };
  return {
    getStatus: (timeoutMs = STATUS_TIMEOUT_MS) => status(timeoutMs, (done) => client.GetStatus({}, done)),
    createDomain: (command) => token((done) => client.CreateDomain(wireCommand(command), done)),
    joinDomain: (domainToken) => status(CEREMONY_TIMEOUT_MS, (done) => client.JoinDomain({ token: domainToken }, done)),
    changeDomain: (command) => token((done) => client.ChangeDomain(wireCommand(command), done)),
    runSelfTests: () => status(SELF_TEST_TIMEOUT_MS, (done) => client.RunSelfTests({}, done)),
    zeroize: (nodeId) => status(CEREMONY_TIMEOUT_MS, (done) => client.Zeroize({ nodeId }, done)),
    close: () => {
      for (const unary of pending) unary.cancel();
      client.close();
    },
  };
}

type Start<Response> = (done: (error: ServiceError | null, response?: Response) => void) => ClientUnaryCall;
type Caller = <Response>(timeoutMs: number, start: Start<Response>) => Promise<Response>;

function wireCommand(command: SignedDomainCommand): SignedDomainCommandMessage {
  return {
    command: command.command,
    signatures: command.signatures.map(({ operatorId, signature }) => ({
      operatorId,
      signature: signature,
    })),
  };
}
