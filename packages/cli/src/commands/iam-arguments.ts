/** What the commands of `strongroom iam` are given: a tenant, a principal, a policy file. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { chooseTenant, requireReady } from '../connection.js';
import { millisecondsOf } from '../timestamps.js';
import type { AccountFlag } from './iam-command.js';

/** More than any policy that IAM takes. */
const POLICY_FILE_MAX_BYTES = 262_144;

/** The tenant that a command is about. @throws CliError when nothing says which. */
export function accountOf(context: CommandContext, { account }: AccountFlag): string {
  if (account !== undefined) return account;
  const connection = context.connection();
  return chooseTenant(requireReady(connection), connection.tenant).accountId;
}

/** @throws CliError for what is no name of a principal. */
export function arnOf(context: CommandContext, name: string, flags: AccountFlag): string {
  if (name.startsWith('arn:')) return name;
  if (name === 'root' || /^(?:user|role|service)\/./.test(name)) {
    return `arn:aws:iam::${accountOf(context, flags)}:${name}`;
  }
  throw new CliError(`"${name}" names no principal`, {
    hints: ['write user/NAME, role/NAME, service/NAME, root, or an ARN'],
    exitCode: EXIT.USAGE,
  });
}

/** @throws CliError when it is larger than any policy. */
export function readPolicy(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    if (fstatSync(descriptor).size > POLICY_FILE_MAX_BYTES) {
      throw new CliError(`${file} is larger than any policy`, { exitCode: EXIT.USAGE });
    }
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** ISO 8601. */
export function timeOf(timestamp: Parameters<typeof millisecondsOf>[0]): string {
  return new Date(millisecondsOf(timestamp)).toISOString();
}
