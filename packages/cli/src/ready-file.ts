/**
 * The ready file: how other programs find a running installation. Its shape is a contract with users; it is 0600
 * because it carries credentials.
 */
import { CliError } from './cli-error.js';
import { parseJson, readSmallFile, writeFileAtomic } from './files.js';

export interface ReadyTenant {
  readonly accountId: string;
  readonly name: string;
  /** What GetCallerIdentity returns; may do everything in its own account. */
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
}

export interface ReadyNode {
  readonly id: string;
  readonly region: string;
  readonly pid: number;
  readonly address: string;
  readonly metrics: string;
}

export interface ReadyFile {
  /** The first of `regions`, the default one. */
  readonly region: string;
  readonly regions: readonly string[];
  readonly kms: {
    readonly grpc: string;
    readonly http: string;
    readonly admin: string;
    readonly metrics: string;
    readonly caFile: string;
  };
  /** The first Region's nodes come first. */
  readonly hsm: readonly ReadyNode[];
  readonly pids: { readonly supervisor: number; readonly kms: number };
  readonly tenants: readonly ReadyTenant[];
}

export function writeReadyFile(file: string, ready: ReadyFile): void {
  writeFileAtomic(file, `${JSON.stringify(ready, null, 2)}\n`);
}

/** Undefined when there is no file. @throws CliError when it is not a ready file. */
export function readReadyFile(file: string): ReadyFile | undefined {
  const text = readSmallFile(file);
  if (text === undefined) return undefined;
  const value = parseJson(text) as Partial<ReadyFile> | null | undefined;
  if (value?.kms === undefined || value.pids === undefined || !Array.isArray(value.tenants)) {
    throw new CliError(`${file} is not a ready file`, { hints: ['it is written by: strongroom up'] });
  }
  return value as ReadyFile;
}
