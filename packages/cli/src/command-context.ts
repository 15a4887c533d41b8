/** What every command gets from the flags that all of them share. */
import type { Command } from 'commander';
import type { CliEnvironment } from './config.js';
import { DEFAULT_DATA_DIR } from './layout.js';
import { createOutput, type Output } from './output.js';

/** Where the installation is, as far as the user said so. */
export interface ConnectionFlags {
  readonly dataDir: string;
  readonly readyFile: string | undefined;
  readonly address: string | undefined;
  readonly adminAddress: string | undefined;
  /** File name of the CA. */
  readonly ca: string | undefined;
  readonly token: string | undefined;
  /** Name or account id of a tenant in the ready file. */
  readonly tenant: string | undefined;
  readonly region: string | undefined;
  /** Administrator's certificate and key, file names. */
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

export interface CommandContext {
  connection(): ConnectionFlags;
  output(): Output;
}

interface GlobalFlags {
  readonly json?: true;
  readonly dataDir?: string;
  readonly readyFile?: string;
  readonly address?: string;
  readonly adminAddress?: string;
  readonly ca?: string;
  readonly token?: string;
  readonly tenant?: string;
  readonly cert?: string;
  readonly certKey?: string;
}

/** The flags of the program itself, read when a command runs. */
export function contextOf(program: Command, environment: CliEnvironment): CommandContext {
  const flags = (): GlobalFlags => program.opts<GlobalFlags>();
  return {
    output: () => createOutput(flags().json === true),
    connection: () => {
      const given = flags();
      return {
        dataDir: given.dataDir ?? environment.dataDir ?? DEFAULT_DATA_DIR,
        readyFile: given.readyFile,
        address: given.address ?? environment.address,
        adminAddress: given.adminAddress ?? environment.adminAddress,
        ca: given.ca ?? environment.ca,
        token: given.token ?? environment.token,
        tenant: given.tenant,
        region: environment.region,
        cert: given.cert,
        key: given.certKey,
      };
    },
  };
}
