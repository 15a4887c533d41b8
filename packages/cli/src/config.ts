/** The environment of the command: the only file that reads it. An unknown STRONGROOM_CLI_ variable is an error. */
import { CliError, EXIT } from './cli-error.js';

const PREFIX = 'STRONGROOM_CLI_';

/** Each stands for the flag of the same name; a flag wins. */
export interface CliEnvironment {
  readonly dataDir: string | undefined;
  readonly address: string | undefined;
  readonly adminAddress: string | undefined;
  readonly ca: string | undefined;
  readonly token: string | undefined;
  readonly region: string | undefined;
}

const VARIABLES: Readonly<Record<keyof CliEnvironment, string>> = {
  dataDir: 'DATA_DIR',
  address: 'ADDRESS',
  adminAddress: 'ADMIN_ADDRESS',
  ca: 'CA_FILE',
  token: 'TOKEN',
  region: 'REGION',
};

/** @throws CliError naming an unknown variable. */
export function parseEnvironment(environment: Readonly<Record<string, string | undefined>>): CliEnvironment {
  const known = new Set(Object.values(VARIABLES).map((name) => PREFIX + name));
  const unknown = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !known.has(name));
  if (unknown.length > 0) {
    throw new CliError(`unknown ${unknown.join(', ')}`, {
      hints: [`known are ${[...known].join(', ')}`],
      exitCode: EXIT.USAGE,
    });
  }
  const read = (name: keyof CliEnvironment): string | undefined => {
    const value = environment[PREFIX + VARIABLES[name]];
    return value === '' ? undefined : value;
  };
  return {
    dataDir: read('dataDir'),
    address: read('address'),
    adminAddress: read('adminAddress'),
    ca: read('ca'),
    token: read('token'),
    region: read('region'),
  };
}

export function readEnvironment(): CliEnvironment {
  return parseEnvironment(process.env);
}

/** What a child process needs of ours: nothing that could change how it works. */
export function inheritedEnvironment(): Record<string, string> {
  const inherited: Record<string, string> = {};
  for (const name of ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LD_LIBRARY_PATH']) {
    const value = process.env[name];
    if (value !== undefined) inherited[name] = value;
  }
  return inherited;
}

/** https://no-color.org */
export function colorWanted(): boolean {
  return process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '';
}
