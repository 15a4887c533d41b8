/** Which processes an installation has, and what each is told. The services read nothing but these variables. */
import { fileURLToPath } from 'node:url';
import { CERTIFICATE, FRONT_END_ID, type Layout, nodeIdOf } from '../layout.js';
import { SUPERVISOR_FD, type LaunchSpec } from './launch.js';
import type { Ports, UpOptions, XksOptions } from './options.js';

export const LOOPBACK = '127.0.0.1';

export interface NodePlan {
  readonly id: string;
  readonly region: string;
  readonly port: number;
  readonly metricsPort: number;
}

/** The nodes in the order of the Regions. `ports` has two for each node. */
export function planNodes(options: Pick<UpOptions, 'regions' | 'nodes'>, ports: readonly number[]): NodePlan[] {
  const plans: NodePlan[] = [];
  for (const region of options.regions) {
    for (let index = 1; index <= options.nodes; index += 1) {
      const at = plans.length * 2;
      plans.push({ id: nodeIdOf(region, index), region, port: ports[at] ?? 0, metricsPort: ports[at + 1] ?? 0 });
    }
  }
  return plans;
}

export function nodeSpec(plan: NodePlan, layout: Layout, logLevel: string): LaunchSpec {
  return {
    name: plan.id,
    module: serviceModule('hsm'),
    logFile: layout.logFile(plan.id),
    env: {
      STRONGROOM_HSM_NODE_ID: plan.id,
      STRONGROOM_HSM_DATA_DIR: layout.nodeDir(plan.id),
      STRONGROOM_HSM_LISTEN: addressOf(plan.port),
      STRONGROOM_HSM_METRICS_LISTEN: addressOf(plan.metricsPort),
      STRONGROOM_HSM_CA_FILE: layout.caFile,
      STRONGROOM_HSM_CERT_FILE: layout.certificateFile(plan.id),
      STRONGROOM_HSM_KEY_FILE: layout.privateKeyFile(plan.id),
      STRONGROOM_HSM_SUPERVISOR_FD: String(SUPERVISOR_FD),
      STRONGROOM_HSM_LOG_LEVEL: logLevel,
    },
  };
}

export interface FrontEndPlan {
  readonly nodes: readonly NodePlan[];
  readonly ports: Ports;
  /** Of the administrator's certificate. */
  readonly adminSpkiSha256: string;
}

export function frontEndSpec(plan: FrontEndPlan, layout: Layout, options: UpOptions): LaunchSpec {
  return {
    name: FRONT_END_ID,
    module: serviceModule('kms'),
    logFile: layout.logFile(FRONT_END_ID),
    env: {
      STRONGROOM_KMS_DATA_DIR: layout.kmsDir,
      STRONGROOM_KMS_FRONT_END_ID: FRONT_END_ID,
      STRONGROOM_KMS_NODES: plan.nodes.map((node) => `${node.region}/${node.id}=${addressOf(node.port)}`).join(','),
      STRONGROOM_KMS_GRPC_LISTEN: addressOf(plan.ports.grpc),
      STRONGROOM_KMS_HTTP_LISTEN: addressOf(plan.ports.http),
      STRONGROOM_KMS_ADMIN_LISTEN: addressOf(plan.ports.admin),
      STRONGROOM_KMS_METRICS_LISTEN: addressOf(plan.ports.metrics),
      STRONGROOM_KMS_CA_FILE: layout.caFile,
      STRONGROOM_KMS_CERT_FILE: layout.certificateFile(CERTIFICATE.frontEnd),
      STRONGROOM_KMS_KEY_FILE: layout.privateKeyFile(CERTIFICATE.frontEnd),
      STRONGROOM_KMS_ADMIN_SPKI: plan.adminSpkiSha256,
      STRONGROOM_KMS_AUTH: options.auth,
      STRONGROOM_KMS_LOG_LEVEL: options.logLevel,
      ...xksEnvironment(options.xks),
      STRONGROOM_KMS_SUPERVISOR_FD: String(SUPERVISOR_FD),
    },
  };
}

function xksEnvironment({ caFile, port, addresses, timeoutMs }: XksOptions): Record<string, string> {
  return {
    ...(caFile === undefined ? {} : { STRONGROOM_KMS_XKS_CA_FILE: caFile }),
    ...(port === undefined ? {} : { STRONGROOM_KMS_XKS_PORT: String(port) }),
    ...(addresses === undefined ? {} : { STRONGROOM_KMS_XKS_ADDRESSES: addresses }),
    ...(timeoutMs === undefined ? {} : { STRONGROOM_KMS_XKS_TIMEOUT_MS: String(timeoutMs) }),
  };
}

function addressOf(port: number): string {
  return `${LOOPBACK}:${String(port)}`;
}

/**
 * Services are programs, not libraries: started by path, never imported. The same four levels up from src/up and from
 * dist/up.
 */
function serviceModule(name: string): string {
  return fileURLToPath(new URL(`../../../../services/${name}/dist/main.js`, import.meta.url));
}
