/** The supervisor's side of provision/main.ts: a child that is given one task and answers twice. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Monotonic } from '@strongroom/core/time.js';
import { CliError } from '../cli-error.js';
import { inheritedEnvironment } from '../config.js';
import type { ProvisionMessage, ProvisionTask } from '../provision/protocol.js';
import type { ReadyTenant } from '../ready-file.js';

export interface Provisioned {
  readonly tenants: readonly ReadyTenant[];
  readonly notices: readonly string[];
}

export interface Provisioner {
  /** Resolves when every certificate exists. */
  readonly certificates: Promise<void>;
  /** Holds the ceremony through the front end's admin door. Both reject with CliError. */
  provision(adminAddress: string): Promise<Provisioned>;
  /** Ends the child, if it has not ended. */
  kill(): void;
}

/** The child bounds its own waits; this is for one that hangs. */
const DEADLINE_MS = 60_000;

export function startProvisioner(task: ProvisionTask, monotonic: Monotonic): Provisioner {
  const child = fork(fileURLToPath(new URL('../provision/main.js', import.meta.url)), [JSON.stringify(task)], {
    execArgv: [],
    env: inheritedEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const timer = monotonic.after(DEADLINE_MS, () => {
    child.kill('SIGKILL');
  });
  child.once('exit', () => {
    timer.cancel();
  });
  const certificates = expectMessage(child, 'certificates').then(() => undefined);
  certificates.catch(() => undefined); // reported by whoever awaits it
  const provisioned = expectMessage(child, 'provisioned');
  provisioned.catch(() => undefined);
  return {
    certificates,
    provision: async (adminAddress) => {
      if (child.connected) child.send({ adminAddress }, () => undefined); // a failure shows as the child's end
      const { tenants, notices } = await provisioned;
      child.disconnect();
      return { tenants, notices };
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

function expectMessage<Kind extends ProvisionMessage['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<ProvisionMessage, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    child.on('message', (value) => {
      const message = value as ProvisionMessage;
      if (message.kind === kind) resolve(message as Extract<ProvisionMessage, { kind: Kind }>);
      else if (message.kind === 'failed') reject(new CliError(message.message, { hints: message.hints }));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new CliError(`provisioning ended early (${signal ?? `exit code ${String(code)}`})`));
    });
  });
}
