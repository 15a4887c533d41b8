import type { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { EXIT } from './cli-error.js';
import { parseEnvironment } from './config.js';
import { createProgram, runCli } from './program.js';

const program = createProgram(parseEnvironment({}));

function leaves(
  command: Command,
  path: readonly string[] = [],
): { readonly name: string; readonly command: Command }[] {
  if (command.commands.length === 0) return [{ name: path.join(' '), command }];
  return command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

describe('the program', () => {
  it('has the commands that the README promises', () => {
    expect(leaves(program).map(({ name }) => name)).toEqual([
      'up',
      'status',
      'env',
      'key create',
      'key list',
      'key describe',
      'key sign',
      'key verify',
      'key public-key',
      'key rotate',
      'key rotation',
      'key replicate',
      'key promote',
      'key delete',
      'grant create',
      'grant list',
      'grant retire',
      'grant revoke',
      'import material',
      'import wrap',
      'key-store create',
      'key-store list',
      'key-store connect',
      'key-store disconnect',
      'key-store update',
      'key-store delete',
      'encrypt',
      'decrypt',
      'random',
      'tenant create',
      'tenant list',
      'tenant demo',
      'iam user create',
      'iam user list',
      'iam user delete',
      'iam show',
      'iam role create',
      'iam role update',
      'iam role delete',
      'iam assume-role',
      'iam policy put',
      'iam policy get',
      'iam policy list',
      'iam policy delete',
      'iam boundary set',
      'iam boundary clear',
      'iam tag',
      'iam untag',
      'iam access-key create',
      'iam access-key list',
      'iam access-key deactivate',
      'iam access-key activate',
      'iam access-key delete',
      'iam token create',
      'iam service-credential create',
      'fleet init',
      'fleet rotate-domain-key',
      'clock show',
      'clock advance',
      'audit find',
      'audit tail',
      'audit verify',
      'loadtest baseline',
      'loadtest noisy-neighbour',
      'pki init',
    ]);
  });

  it.each(leaves(program))('$name explains itself with an example', ({ command }) => {
    const help = helpOf(command);
    expect(help).toContain('Example');
    expect(help).toContain('--json');
    expect(help).toContain('--data-dir');
  });

  it.each([
    ['an unknown option', ['status', '--frobnicate']],
    ['an unknown command', ['frobnicate']],
    ['an argument too many', ['status', 'extra']],
    ['a bad value', ['up', '--nodes', '0']],
    ['a missing option', ['encrypt', 'file']],
    ['a key spec that does not exist', ['key', 'create', '--spec', 'DES']],
    ['a signature of nothing', ['key', 'sign', 'alias/x']],
  ])('refuses %s', async (_name, argv) => {
    const fresh = createProgram(parseEnvironment({}));
    for (const { command } of leaves(fresh)) command.configureOutput({ writeErr: () => undefined });
    fresh.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    await expect(fresh.parseAsync(argv, { from: 'user' })).rejects.toMatchObject({ exitCode: 1 });
  });
});

describe('the environment', () => {
  it('stands for flags', () => {
    expect(parseEnvironment({ STRONGROOM_CLI_DATA_DIR: '/x', STRONGROOM_CLI_TOKEN: '', PATH: '/bin' })).toMatchObject({
      dataDir: '/x',
      token: undefined,
    });
  });

  it('refuses an unknown variable with the prefix', () => {
    expect(() => parseEnvironment({ STRONGROOM_CLI_TOKENS: 'x' })).toThrow('unknown STRONGROOM_CLI_TOKENS');
  });
});

describe('wrong usage', () => {
  async function errorsOf(...argv: string[]): Promise<{ exitCode: number; text: string }> {
    let text = '';
    const written = vi.spyOn(process.stderr, 'write').mockImplementation((part) => {
      text += String(part);
      return true;
    });
    try {
      return { exitCode: await runCli(argv), text };
    } finally {
      written.mockRestore();
    }
  }

  it.each([
    [['key', 'list', '--sideways'], "unknown option '--sideways'"],
    [['key', 'frobnicate'], "unknown command 'frobnicate'"],
    [['key', 'describe'], "missing required argument 'key'"],
    [['key', 'public-key', 'k', '--format', 'jpeg'], 'jpeg'],
    [['key'], 'a command is missing'],
  ])('%j with --json is one JSON document', async (argv, said) => {
    const { exitCode, text } = await errorsOf('--json', ...argv);
    const { error } = JSON.parse(text) as { error: { message: string; exitCode: number } };
    expect(error.message).toContain(said);
    expect([exitCode, error.exitCode]).toEqual([EXIT.USAGE, EXIT.USAGE]);
  });

  it('without --json is a sentence', async () => {
    const { exitCode, text } = await errorsOf('key', 'list', '--sideways');
    expect(text).toContain("error: unknown option '--sideways'");
    expect(exitCode).toBe(EXIT.USAGE);
  });
});
