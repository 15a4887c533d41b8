/**
 * The one door through which errors leave. An expected failure is one sentence and hints; a bug is its stack. With
 * --json the same as one JSON document on standard error, so that standard output stays a result or nothing.
 */
import { CliError, EXIT, type ExitCode } from './cli-error.js';
import { dim, paint } from './output.js';

export interface Explained {
  readonly name: string;
  readonly message: string;
  readonly hints: readonly string[];
  readonly exitCode: ExitCode;
  readonly requestId?: string;
}

/** Prints the error and returns the exit code. */
export function report(error: unknown, json: boolean): ExitCode {
  const explained = explain(error);
  if (json) {
    process.stderr.write(`${JSON.stringify({ error: explained }, null, 2)}\n`);
    return explained.exitCode;
  }
  const id = explained.requestId === undefined ? '' : ` ${dim(`(request ${explained.requestId})`)}`;
  process.stderr.write(`${paint('31', 'strongroom:')} ${explained.message}${id}\n`);
  for (const hint of explained.hints) process.stderr.write(`  ${dim('→')} ${hint}\n`);
  return explained.exitCode;
}

export function explain(error: unknown): Explained {
  if (error instanceof CliError) {
    return { name: error.name, message: error.message, hints: error.hints, exitCode: error.exitCode };
  }
  if (error instanceof Error) return explainCall(error) ?? explainSystem(error) ?? explainBug(error);
  return explainBug(new Error(String(error)));
}

/** Failures of packages/client, known by shape: this module must not load gRPC to say that a flag is wrong. */
function explainCall(error: Error): Explained | undefined {
  const { exception, requestId, code } = error as Error & { exception?: string; requestId?: string; code?: unknown };
  if (exception !== undefined) {
    return {
      name: exception,
      message: error.message === '' ? exception : `${exception}: ${error.message}`,
      hints: HINTS[exception] ?? [],
      exitCode: EXIT.REFUSED,
      ...(requestId === undefined || requestId === '' ? {} : { requestId }),
    };
  }
  if (error.name !== 'TransportError') return undefined;
  if (code === DEADLINE_EXCEEDED) {
    return {
      name: error.name,
      message: 'no answer in time; the request may still be under way',
      hints: ['the HSMs may be busy: see strongroom status, look whether it has happened, and try again'],
      exitCode: EXIT.UNREACHABLE,
    };
  }
  const unreachable = code === UNAVAILABLE;
  return {
    name: error.name,
    message: error.message,
    hints: unreachable ? ['is it running? strongroom status', 'start it: strongroom up'] : [],
    exitCode: unreachable ? EXIT.UNREACHABLE : EXIT.FAILURE,
  };
}

/** Status codes of gRPC. */
const DEADLINE_EXCEEDED = 4;
const UNAVAILABLE = 14;

const HINTS: Readonly<Record<string, readonly string[]>> = {
  NotFoundException: [
    'list what there is: strongroom key list',
    'a key lives in one account and one Region: --tenant, --region',
  ],
  UnrecognizedClientException: ['the token is not known here, or has expired: take one from the ready file'],
  MissingAuthenticationTokenException: ['give --token, or --tenant with a local installation'],
  AccessDeniedException: ['the principal may not do this: look at the key policy'],
  DisabledException: ['the key is disabled: aws kms enable-key'],
  KMSInvalidStateException: [
    'the key may be scheduled for deletion, or wait for its material: strongroom key describe <key>',
    'bring the material: strongroom import material <key> <file>',
  ],
  IncorrectKeyMaterialException: [
    'raw bytes for symmetric and HMAC keys, PKCS#8 DER for key pairs: see strongroom import material --help',
    'further material of a symmetric key: --new',
  ],
  InvalidCiphertextException: [
    'the ciphertext is damaged, or its encryption context is another one: check each --context',
  ],
  KMSInvalidSignatureException: [
    'the signature is not of this file, key and algorithm: check --algorithm, --signature and the key',
  ],
  InvalidKeyUsageException: ["see the key's usage and algorithms: strongroom key describe <key>"],
  AlreadyExistsException: ['the name is taken: choose another'],
  ThrottlingException: ['wait a little and try again'],
};

function explainSystem(error: Error): Explained | undefined {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined || code === undefined) return undefined;
  const what = SYSTEM[code] ?? `${code} (${syscall})`;
  return {
    name: code,
    message: path === undefined ? what : `${path}: ${what}`,
    hints: [],
    exitCode: EXIT.FAILURE,
  };
}

const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'is a folder',
  ENOTDIR: 'is not a folder',
  ENOSPC: 'no space left on the disk',
  EEXIST: 'exists already',
  EROFS: 'the file system is read-only',
};

function explainBug(error: Error): Explained {
  return {
    name: error.name,
    message: `this is a bug in strongroom: ${error.stack ?? error.message}`,
    hints: ['please report it with the lines above'],
    exitCode: EXIT.FAILURE,
  };
}
