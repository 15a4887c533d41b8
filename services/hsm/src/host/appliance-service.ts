/**
 * The Appliance service: administration of this node, unary, for certificates of the configured authority and, once a
 * member, operators only.
 */
import { Metadata, status as grpcStatus, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import { HsmError, type HsmStatus } from '@strongroom/core/errors.js';
import { DOMAIN_TOKEN_MAX_BYTES } from '@strongroom/core/limits.js';
import type { Operators } from './operators.js';
import type { ApplianceHandlers } from '@strongroom/proto/gen/appliance/strongroom/hsm/v1/Appliance.js';
import type { ApplianceStatus } from '@strongroom/proto/gen/appliance/strongroom/hsm/v1/ApplianceStatus.js';
import { applianceService } from '@strongroom/proto/load.js';
import type { GrpcService } from '@strongroom/rpc/grpc-server.js';
import type { PeerIdentities } from '@strongroom/rpc/peer-identity.js';
import type { Logger } from '@strongroom/telemetry/log.js';
import type { CommandSignature, ExportedToken } from '../wire/root-messages.js';
import type { Appliance } from './appliance.js';
import type { ApplianceState } from './appliance-state.js';

/** The version of this program as an appliance reports it. */
export const FIRMWARE = 'strongroom 0.1.0';

/** Trailing metadata with the name of the HSM status, for programs. */
export const HSM_STATUS_METADATA = 'strongroom-hsm-status';

const SIGNATURES_MAX = 256;
const SIGNATURE_MAX_BYTES = 512;
const OPERATOR_ID_MAX_CHARS = 256;

const STATE_NAMES: Readonly<Record<ApplianceState, NonNullable<ApplianceStatus['state']>>> = {
  'self-test': 'APPLIANCE_STATE_SELF_TEST',
  uninitialized: 'APPLIANCE_STATE_UNINITIALIZED',
  operational: 'APPLIANCE_STATE_OPERATIONAL',
  error: 'APPLIANCE_STATE_ERROR',
  tampered: 'APPLIANCE_STATE_TAMPERED',
  zeroized: 'APPLIANCE_STATE_ZEROIZED',
};

const CODES: Readonly<Partial<Record<HsmStatus, number>>> = {
  TOKEN_INVALID: grpcStatus.INVALID_ARGUMENT,
  ARGUMENTS_BAD: grpcStatus.INVALID_ARGUMENT,
  KEY_FUNCTION_NOT_PERMITTED: grpcStatus.PERMISSION_DENIED,
  NOT_OPERATIONAL: grpcStatus.FAILED_PRECONDITION,
  QUEUE_FULL: grpcStatus.RESOURCE_EXHAUSTED,
  FUNCTION_NOT_SUPPORTED: grpcStatus.UNIMPLEMENTED,
};

export interface ApplianceServiceOptions {
  readonly appliance: Appliance;
  readonly peers: PeerIdentities;
  readonly log: Logger;
}

export function createApplianceService(options: ApplianceServiceOptions): GrpcService {
  const { appliance } = options;
  const status = (): ApplianceStatus => statusOf(appliance);
  const implementation: ApplianceHandlers = {
    GetStatus: (_call, done) => {
      done(null, status());
    },
    CreateDomain: guarded(options, ({ command, signatures }) =>
      appliance.createDomain(copyOf(command), readSignatures(signatures)).then(tokenOf),
    ),
    ChangeDomain: guarded(options, ({ command, signatures }) =>
      appliance.changeDomain(copyOf(command), readSignatures(signatures)).then(tokenOf),
    ),
    JoinDomain: guarded(options, ({ token }) => {
      if (token === undefined || token.length > DOMAIN_TOKEN_MAX_BYTES) throw new HsmError('TOKEN_INVALID');
      return appliance.joinDomain(copyOf(token)).then(status);
    }),
    RunSelfTests: guarded(options, () => appliance.runSelfTests().then(status)),
    Zeroize: guarded(
      options,
      ({ nodeId }) => {
        if (nodeId !== appliance.view().nodeId)
          throw new HsmError('ARGUMENTS_BAD', "node_id must repeat this node's id");
        return appliance.zeroize().then(status);
      },
      // A front end's certificate that was stolen must not be able to destroy a Region's keys.
      (operators, peer) => operators.isKmsOperator(peer),
    ),
  };
  return { name: 'strongroom.hsm.v1.Appliance', definition: applianceService().service, implementation };
}

type SignedCommand = Parameters<ApplianceHandlers['CreateDomain']>[0]['request'];

type Handler<Request, Response> = (call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>) => void;

/** Operators only, once the node has been a member since its start; every failure becomes a gRPC status. */
function guarded<Request, Response>(
  { appliance, peers, log }: ApplianceServiceOptions,
  handle: (request: Request) => Promise<Response>,
  mayCall = (operators: Operators, peer: string): boolean => operators.isOperator(peer),
): Handler<Request, Response> {
  const run = async (call: ServerUnaryCall<Request, Response>): Promise<Response> => {
    const peer = peers.of(call)?.spkiSha256;
    const allowed = peer !== undefined && (!appliance.operators.known || mayCall(appliance.operators, peer));
    if (!allowed) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED', 'not an operator of this domain');
    return handle(call.request);
  };
  return (call, done) => {
    run(call).then(
      (response) => {
        done(null, response);
      },
      (error: unknown) => {
        if (error instanceof HsmError)
          log.warn({ status: error.status, reason: error.message }, 'administration refused');
        else log.error({ err: error }, 'administration failed');
        done(failureOf(error));
      },
    );
  };
}

function failureOf(error: unknown): { code: number; details: string; metadata?: Metadata } {
  if (!(error instanceof HsmError)) return { code: grpcStatus.INTERNAL, details: 'something failed inside the node' };
  const metadata = new Metadata();
  metadata.set(HSM_STATUS_METADATA, error.status);
  const details = error.message === error.status ? error.status : `${error.status}: ${error.message}`;
  return { code: CODES[error.status] ?? grpcStatus.UNAVAILABLE, details, metadata };
}

function readSignatures(signatures: SignedCommand['signatures']): readonly CommandSignature[] {
  const list = signatures ?? [];
  if (list.length > SIGNATURES_MAX) throw new HsmError('ARGUMENTS_BAD', 'too many signatures');
  return list.map(({ operatorId = '', signature = EMPTY_BYTES }) => {
    if (operatorId.length > OPERATOR_ID_MAX_CHARS || signature.length > SIGNATURE_MAX_BYTES) {
      throw new HsmError('ARGUMENTS_BAD', 'a signature is too long');
    }
    return { operatorId, signature: copyOf(signature) };
  });
}

/** A worker is sent the whole memory behind a view, so that only copies of their own size go there. */
function copyOf(bytes: Uint8Array | undefined): Uint8Array {
  return new Uint8Array(bytes ?? EMPTY_BYTES);
}

function tokenOf({ token, version }: ExportedToken): { token: Uint8Array; version: number } {
  return { token, version };
}

function statusOf(appliance: Appliance): ApplianceStatus {
  const { identity, domain, ...view } = appliance.view();
  return {
    nodeId: view.nodeId,
    bootId: view.bootId,
    state: STATE_NAMES[view.state],
    ...(identity === undefined
      ? {}
      : {
          signPublicPoint: identity.signPublicPoint,
          agreePublicPoint: identity.agreePublicPoint,
          domainTokenVersionFloor: identity.tokenVersionFloor,
        }),
    ...(domain === undefined ? {} : { domainId: domain.domainId, domainTokenVersion: domain.version }),
    slotsBound: view.slotsBound,
    slotsMax: view.slotsMax,
    engine: view.engine,
    firmware: FIRMWARE,
    selfTests: view.selfTests.map(({ name, passed }) => ({ name, passed })),
    ...(view.reason === '' ? {} : { errorReason: view.reason }),
  };
}
