/**
 * The admin door: its own port, mutual TLS, and only the certificates that the configuration names. Changes are audited
 * like operations.
 */
import type { handleUnaryCall, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { utf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { uuid } from '@strongroom/core/rng.js';
import type { AdminHandlers } from '@strongroom/proto/gen/admin/strongroom/admin/v1/Admin.js';
import { grpcStatusOf } from '@strongroom/rpc/grpc-status.js';
import type { PeerIdentities } from '@strongroom/rpc/peer-identity.js';
import { asKmsError } from '../doors/as-kms-error.js';
import { addressOfPeer } from '../doors/call-context.js';
import type { TimedJobs } from '../jobs/timed-jobs.js';
import type { Services } from '../services.js';
import type { AdminChange, AdminHandler } from './admin-call.js';
import { auditHandlers } from './audit.js';
import { clockHandlers } from './clock.js';
import { credentialHandlers } from './credentials.js';
import { fleetHandlers } from './fleet.js';
import { principalPolicyHandlers } from './principal-policies.js';
import { principalHandlers } from './principals.js';
import { roleHandlers } from './roles.js';
import { tenantHandlers } from './tenants.js';

export interface AdminDoorParts {
  readonly services: Services;
  readonly jobs: TimedJobs;
  readonly peers: PeerIdentities;
  /** Hex SHA-256 of the public keys that may come in. */
  readonly allowedSpki: ReadonlySet<string>;
}

export function adminHandlers(parts: AdminDoorParts): AdminHandlers {
  const unary = <Request, Response>(handler: AdminHandler<Request, Response>): handleUnaryCall<Request, Response> =>
    function answer(call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>): void {
      const requestId = uuid(parts.services.rng);
      serve(parts, handler, call, requestId).then(
        (response) => {
          done(null, response);
        },
        (error: unknown) => {
          done(grpcStatusOf(asKmsError(parts.services, error, requestId), requestId));
        },
      );
    };
  return {
    ...auditHandlers(unary),
    ...fleetHandlers(unary),
    ...tenantHandlers(unary),
    ...principalHandlers(unary),
    ...principalPolicyHandlers(unary),
    ...roleHandlers(unary),
    ...credentialHandlers(unary),
    ...clockHandlers(unary, parts.jobs),
  };
}

async function serve<Request, Response>(
  parts: AdminDoorParts,
  handler: AdminHandler<Request, Response>,
  call: ServerUnaryCall<Request, Response>,
  requestId: string,
): Promise<Response> {
  const peer = parts.peers.of(call);
  if (peer === undefined || !parts.allowedSpki.has(peer.spkiSha256)) {
    throw new KmsError('AccessDeniedException', 'This client certificate may not use the admin door.');
  }
  const { services } = parts;
  const commit = async (change: AdminChange): Promise<void> => {
    const event = {
      time: services.clock.now(),
      region: '',
      account: change.account,
      name: change.name,
      principal: `certificate:${peer.commonName}`,
      principalId: peer.spkiSha256,
      sourceAddress: addressOfPeer(call.getPeer()),
      userAgent: '',
      requestId,
      door: 'admin',
      parameters: change.parameters,
    };
    const outcome = await services.store.commit({
      event: utf8(JSON.stringify(event)),
      writes: change.writes,
      entities: change.entities,
      ...(change.guard === undefined ? {} : { guard: change.guard }),
    });
    if (outcome.kind === 'conflict') {
      throw new KmsError('AlreadyExistsException', `${change.name}: it exists already, or changed meanwhile.`);
    }
  };
  return handler({ services, commit }, call.request);
}
