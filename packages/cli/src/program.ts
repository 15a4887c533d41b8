/**
 * The `strongroom` program: its commands, and what all of them share. Each command loads what it needs when it runs.
 */
import { Command, CommanderError } from 'commander';
import { CliError, EXIT, type ExitCode } from './cli-error.js';
import { contextOf } from './command-context.js';
import { addClockCommand } from './commands/clock-command.js';
import { addDecryptCommand } from './commands/decrypt-command.js';
import { addEncryptCommand } from './commands/encrypt-command.js';
import { addEnvCommand } from './commands/env-command.js';
import { addFleetCommand } from './commands/fleet-command.js';
import { addGrantCommand } from './commands/grant-command.js';
import { addIamCommand } from './commands/iam-command.js';
import { addImportCommand } from './commands/import-command.js';
import { addKeyCommand } from './commands/key-command.js';
import { addKeyStoreCommand } from './commands/key-store-command.js';
import { addLoadtestCommand } from './commands/loadtest-command.js';
import { addPkiCommand } from './commands/pki-command.js';
import { addRandomCommand } from './commands/random-command.js';
import { addStatusCommand } from './commands/status-command.js';
import { addTenantCommand } from './commands/tenant-command.js';
import { addUpCommand } from './commands/up-command.js';
import { type CliEnvironment, readEnvironment } from './config.js';
import { report } from './error-door.js';
import { DEFAULT_DATA_DIR } from './layout.js';

const FOOTER = `
Connection: by default the installation in ${DEFAULT_DATA_DIR}, as its first demo tenant. For another one use
--data-dir or --ready-file, or name everything: --address, --ca and --token (administration: --admin-address,
--cert and --cert-key).
STRONGROOM_CLI_DATA_DIR, _ADDRESS, _ADMIN_ADDRESS, _CA_FILE, _TOKEN and _REGION stand for the flags.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing answers, 4 refused by the service, 130 interrupted.

Examples:
  strongroom up
  strongroom key create --alias alias/orders
  strongroom encrypt report.pdf --key alias/orders --context department=finance
  strongroom decrypt report.pdf.sealed --context department=finance`;

/** @param json nothing but the one JSON document of an error goes to standard error */
export function createProgram(environment: CliEnvironment, json = false): Command {
  const program = new Command('strongroom')
    .description('A KMS and an HSM fleet that anyone can run. A simulation: not for production secrets.')
    .option('--json', 'print the result as JSON on standard output')
    .option('--data-dir <dir>', `the data folder (default ${DEFAULT_DATA_DIR})`)
    .option('--ready-file <file>', 'describes a running installation (default: ready.json in the data folder)')
    .option('--tenant <name>', 'act as this tenant of the ready file, by name or account id')
    .option('--address <host:port>', 'the gRPC door')
    .option('--ca <file>', 'the certificate authority, PEM')
    .option('--token <token>', 'a bearer token')
    .option('--admin-address <host:port>', 'the admin door')
    .option('--cert <file>', "the administrator's certificate, PEM")
    .option('--cert-key <file>', 'its private key, PEM')
    .addHelpText('after', FOOTER)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help explains)')
    .configureOutput(json ? { writeErr: () => undefined } : {})
    .exitOverride();
  const context = contextOf(program, environment);
  for (const add of [
    addUpCommand,
    addStatusCommand,
    addEnvCommand,
    addKeyCommand,
    addGrantCommand,
    addImportCommand,
    addKeyStoreCommand,
    addEncryptCommand,
    addDecryptCommand,
    addRandomCommand,
    addTenantCommand,
    addIamCommand,
    addFleetCommand,
    addClockCommand,
    addLoadtestCommand,
    addPkiCommand,
  ]) {
    add(program, context);
  }
  inheritSettings(program);
  return program;
}

/**
 * Commander copies settings to a command when it is made by `command()`, at that moment: these were set before, except
 * for the deeper ones.
 */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritSettings(child);
  }
}

/** Runs one command line (without node and script) and returns the exit code. */
export async function runCli(argv: readonly string[]): Promise<ExitCode> {
  const json = argv.includes('--json');
  try {
    await createProgram(readEnvironment(), json).parseAsync([...argv], { from: 'user' });
    return EXIT.OK;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its message, or the help that was asked for.
      if (error.exitCode === 0) return EXIT.OK;
      return json ? report(wrongUsage(error), true) : EXIT.USAGE;
    }
    return report(error, json);
  }
}

function wrongUsage({ code, message }: CommanderError): CliError {
  // Without a command commander writes its help, and has no message.
  const said = code === 'commander.help' ? 'a command is missing' : message.replace(/^error: /, '');
  return new CliError(said, { hints: ['--help explains'], exitCode: EXIT.USAGE });
}
