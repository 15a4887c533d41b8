/**
 * Real HSM processes from dist, with certificates of an authority made for the test, and the ceremonies that make a
 * domain of them.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { must } from '@strongroom/core/assert.js';
import { parseNodeId, type NodeId } from '@strongroom/core/ids.js';
import { SystemRng } from '@strongroom/core/rng.js';
import { systemMonotonic, systemRealTime } from '@strongroom/core/time.js';
import {
  domainCommandSigningInput,
  encodeDomainCommand,
  type DomainCommand,
} from '@strongroom/crypto/domain-command.js';
import type { DomainMember, DomainOperator, OperatorRole } from '@strongroom/crypto/domain-state.js';
import { openApplianceClient, type ApplianceClient } from '@strongroom/hsm-client/appliance-client.js';
import type { SignedDomainCommand } from '@strongroom/hsm-client/appliance-status.js';
import type { PoolTls } from '@strongroom/hsm-client/pool-tls.js';
import { createCertificateAuthority, issueCertificate, type IssuedCertificate } from '@strongroom/rpc/pki.js';

const MAIN = new URL('../../../services/hsm/dist/main.js', import.meta.url).pathname;
const sources = { realTime: systemRealTime, rng: new SystemRng() };

export interface Authority {
  readonly caPem: string;
  issue(commonName: string): Promise<IssuedCertificate>;
}

export async function makeAuthority(): Promise<Authority> {
  const ca = await createCertificateAuthority({ commonName: 'test authority', validityDays: 1 }, sources);
  return {
    caPem: ca.certificatePem,
    issue: (commonName) =>
      issueCertificate(
        ca,
        { commonName, names: ['127.0.0.1'], usages: ['clientAuth', 'serverAuth'], validityDays: 1 },
        sources,
      ),
  };
}

export interface HsmProcess {
  readonly id: NodeId;
  readonly pid: number;
  readonly address: string;
  readonly metricsUrl: string;
  /** Everything that the process has logged so far. */
  log(): string;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or null after a signal. */
  ended(): Promise<number | null>;
}

export class HsmFleet {
  readonly authority: Authority;
  readonly folder = mkdtempSync(join(tmpdir(), 'strongroom-hsm-'));
  readonly #children: ChildProcess[] = [];

  constructor(authority: Authority) {
    this.authority = authority;
  }

  dataDir(id: string): string {
    return join(this.folder, id);
  }

  /** Resolves when the node serves. A second start under the same id is a restart on the same folder. */
  async start(name: string, env: Readonly<Record<string, string>> = {}): Promise<HsmProcess> {
    const id = must(parseNodeId(name), 'a node id');
    const files = await this.#writeCertificate(name);
    const child = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: {
        STRONGROOM_HSM_NODE_ID: id,
        STRONGROOM_HSM_DATA_DIR: this.dataDir(name),
        STRONGROOM_HSM_CA_FILE: files.ca,
        STRONGROOM_HSM_CERT_FILE: files.cert,
        STRONGROOM_HSM_KEY_FILE: files.key,
        STRONGROOM_HSM_SUPERVISOR_FD: '3',
        ...env,
      },
    });
    this.#children.push(child);
    let log = '';
    must(child.stderr, 'stderr is piped').on('data', (chunk: Buffer) => {
      log += chunk.toString('utf8');
    });
    const ready = (await firstLine(child.stdio[3] as Readable, () => log)) as {
      addresses: { grpc: string; metrics: string };
    };
    return {
      id,
      pid: must(child.pid, 'the process started'),
      address: ready.addresses.grpc,
      metricsUrl: `http://${ready.addresses.metrics}`,
      log: () => log,
      kill: (signal) => child.kill(signal),
      ended: async () => {
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        return child.exitCode;
      },
    };
  }

  /** What a thief or a broken disk does to the sealed file. */
  flipIdentityBit(id: string): void {
    const path = join(this.dataDir(id), 'identity.sealed');
    const sealed = readFileSync(path);
    sealed[40] = must(sealed[40], 'a sealed identity is longer') ^ 1;
    writeFileSync(path, sealed);
  }

  stopAll(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #writeCertificate(name: string): Promise<{ ca: string; cert: string; key: string }> {
    const folder = join(this.folder, `${name}-tls`);
    mkdirSync(folder, { recursive: true });
    const certificate = await this.authority.issue(name);
    const files = { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    writeFileSync(files.ca, this.authority.caPem);
    writeFileSync(files.cert, certificate.certificatePem);
    writeFileSync(files.key, certificate.privateKeyPem, { mode: 0o600 });
    return files;
  }
}

/** Listeners, not iteration: leaving a loop would destroy the pipe, and a child ends when its pipe closes. */
function firstLine(pipe: Readable, log: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let text = '';
    pipe.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) resolve(JSON.parse(text.slice(0, end)));
    });
    pipe.on('end', () => {
      reject(new Error(`the node ended before it was ready:\n${log()}`));
    });
  });
}

export interface TestOperator extends DomainOperator {
  readonly certificate: IssuedCertificate;
}

export async function makeOperator(authority: Authority, id: string, role: OperatorRole): Promise<TestOperator> {
  const certificate = await authority.issue(id);
  const publicKey = createPublicKey(createPrivateKey(certificate.privateKeyPem)).export({
    type: 'spki',
    format: 'der',
  });
  return { id, role, publicKey: new Uint8Array(publicKey), certificate };
}

export function signCommand(command: DomainCommand, operators: readonly TestOperator[]): SignedDomainCommand {
  const bytes = encodeDomainCommand(command);
  const signatures = operators.map(({ id, certificate }) => ({
    operatorId: id,
    signature: sign('sha256', domainCommandSigningInput(bytes), createPrivateKey(certificate.privateKeyPem)),
  }));
  return { command: bytes, signatures };
}

export function poolTls(authority: Authority, { certificatePem, privateKeyPem }: IssuedCertificate): PoolTls {
  return { ca: authority.caPem, cert: certificatePem, key: privateKeyPem };
}

export function openAppliance(address: string, authority: Authority, certificate: IssuedCertificate): ApplianceClient {
  return openApplianceClient(address, poolTls(authority, certificate), systemMonotonic);
}

/** As the appliance itself says, for the commands that name members. */
export async function memberOf(id: NodeId, appliance: ApplianceClient): Promise<DomainMember> {
  const { signPublicPoint, agreePublicPoint } = await appliance.getStatus();
  return { nodeId: id, signPublic: signPublicPoint, agreePublic: agreePublicPoint };
}
