/** Opens the four doors of a front end: gRPC, AWS JSON, admin, metrics. */
import { REQUEST_MAX_BYTES } from '@strongroom/core/limits.js';
import { kmsDescriptorSet } from '@strongroom/proto/descriptor-set.js';
import { KMS_SERVICE, KMS_SERVICE_NAME } from '@strongroom/proto/kms-service.js';
import { adminService } from '@strongroom/proto/load.js';
import { splitAddress } from '@strongroom/rpc/address.js';
import { startGrpcServer } from '@strongroom/rpc/grpc-server.js';
import { startHttpServer } from '@strongroom/rpc/http-server.js';
import type { PeerIdentities } from '@strongroom/rpc/peer-identity.js';
import { grpcServerCredentials } from '@strongroom/rpc/tls.js';
import { startMetricsServer } from '@strongroom/telemetry/metrics-server.js';
import type { Metrics } from '@strongroom/telemetry/metrics.js';
import { adminHandlers } from '../admin/admin-door.js';
import type { KmsConfig } from '../config.js';
import { GrpcAuthenticator } from '../identity/grpc-authenticator.js';
import type { TimedJobs } from '../jobs/timed-jobs.js';
import type { Admission } from '../pipeline/admission.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { Services } from '../services.js';
import { handleSts, isForSts } from '../sts/sts-door.js';
import { errorResponse, handleAwsJson } from './aws-json-door.js';
import { BatchDoor } from './batch-door.js';
import { requestTooLarge } from './call-context.js';
import { unaryHandlers } from './grpc-door.js';

const ADMIN_SERVICE_NAME = 'strongroom.admin.v1.Admin';
/** A batch message carries many operations. */
const BATCH_MESSAGE_MAX_BYTES = 4 * 1024 * 1024;
const FLOW_CONTROL_WINDOW_BYTES = 1024 * 1024;
/** Running requests get this long when the front end stops; the supervisor waits a little longer. */
const DRAIN_MS = 4000;

export interface DoorParts {
  readonly config: KmsConfig;
  readonly services: Services;
  readonly pipeline: Pipeline;
  readonly admission: Admission;
  readonly jobs: TimedJobs;
  readonly metrics: Metrics;
  readonly peers: PeerIdentities;
}

export interface Doors {
  readonly addresses: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function openDoors(parts: DoorParts): Promise<Doors> {
  const batch = { door: undefined as BatchDoor | undefined };
  const grpc = await openGrpc(parts, batch);
  const http = await openHttp(parts);
  const admin = await openAdmin(parts);
  const { host, port } = splitAddress(parts.config.metricsListen);
  const metrics = await startMetricsServer({
    host,
    port,
    metrics: parts.metrics,
    healthy: () => [...parts.services.regions.values()].every((runtime) => runtime.pool.ready()),
  });
  return {
    addresses: {
      grpc: grpc.address,
      http: http.address,
      admin: admin.address,
      metrics: `${host}:${String(metrics.port)}`,
    },
    async stop() {
      batch.door?.drain();
      await Promise.all([grpc.stop(DRAIN_MS), http.stop(DRAIN_MS), admin.stop(DRAIN_MS)]);
      await metrics.stop();
    },
  };
}

function openGrpc({ config, services, pipeline, peers }: DoorParts, batch: { door: BatchDoor | undefined }) {
  const authenticator = new GrpcAuthenticator(services, peers, config.auth === 'permissive');
  const parts = { services, pipeline, authenticator };
  batch.door = new BatchDoor(parts);
  return startGrpcServer({
    address: config.grpcListen,
    credentials: serverCredentials(config, 'optional'),
    services: [
      {
        name: KMS_SERVICE_NAME,
        definition: KMS_SERVICE,
        implementation: { ...unaryHandlers(parts), Batch: batch.door.handler },
      },
    ],
    monotonic: services.monotonic,
    descriptorSet: kmsDescriptorSet(),
    receiveMessageMaxBytes: BATCH_MESSAGE_MAX_BYTES,
    flowControlWindowBytes: FLOW_CONTROL_WINDOW_BYTES,
  });
}

function openHttp({ config, services, pipeline, admission }: DoorParts) {
  const parts = { services, pipeline, admission, permissive: config.auth === 'permissive' };
  const { host, port } = splitAddress(config.httpListen);
  return startHttpServer({
    host,
    port,
    handler: (request) => (isForSts(request) ? handleSts(parts, request) : handleAwsJson(parts, request)),
    onBug: (error) => {
      services.log.error({ err: error }, 'bug: the HTTP door failed');
    },
    tooLarge: errorResponse(requestTooLarge(), ''),
    bodyMaxBytes: REQUEST_MAX_BYTES,
    monotonic: services.monotonic,
  });
}

function openAdmin({ config, services, jobs, peers }: DoorParts) {
  return startGrpcServer({
    address: config.adminListen,
    credentials: serverCredentials(config, 'required'),
    services: [
      {
        name: ADMIN_SERVICE_NAME,
        definition: adminService().service,
        implementation: adminHandlers({ services, jobs, peers, allowedSpki: config.adminSpki }),
      },
    ],
    monotonic: services.monotonic,
  });
}

function serverCredentials(config: KmsConfig, clientCertificate: 'optional' | 'required') {
  const { ca, certificate, privateKey } = config.tls;
  return grpcServerCredentials({
    identity: { certificatePem: certificate, privateKeyPem: privateKey },
    trustedCaPem: ca,
    clientCertificate,
  });
}
