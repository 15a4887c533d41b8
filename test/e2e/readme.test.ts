/** The README's commands, pasted in order into a shell in a folder that looks like a checkout. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { cleanEnvironment, Cluster, ROOT } from '../harness/cluster.js';
import { requireProgram } from '../harness/require-program.js';

const run = promisify(execFile);
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The code blocks of a language that have all the words. */
function blocks(language: string, ...words: string[]): string[] {
  const found = [...README.matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
  return found
    .filter(([, name, text]) => name === language && words.every((word) => text?.includes(word)))
    .map((match) => match[2] ?? '');
}

describe('README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-readme-'));
  const dataDir = join(folder, '.strongroom');
  let cluster: Cluster;

  beforeAll(async () => {
    for (const name of readdirSync(ROOT)) {
      if (/^\.(git|strongroom|cache)$|^test-results$/.test(name)) continue;
      symlinkSync(join(ROOT, name), join(folder, name));
    }
    cluster = await Cluster.start({ dataDir, readyFile: join(dataDir, 'ready.json') });
  });
  afterAll(async () => {
    await cluster.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  async function paste(script: string): Promise<string> {
    const environment = cleanEnvironment();
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: folder,
      env: { ...environment, PATH: `/usr/bin:${environment['PATH'] ?? ''}`, npm_config_offline: 'true' },
    });
    return stdout;
  }

  it('starts with what it is, a warning, and one line that starts everything', () => {
    expect(README.split('\n').slice(0, 20).join('\n')).toMatch(/simulat/i);
    expect(blocks('sh', 'npm ci && npm start').length).toBeGreaterThan(0);
    expect(blocks('sh', 'npm ci && npm test').length).toBeGreaterThan(0);
  });

  it('the commands of the first screen work as pasted', async () => {
    const script = must(blocks('sh', 'strongroom encrypt')[0], 'the README encrypts a file');
    await paste(script);
    expect(existsSync(join(folder, 'README.md.sealed'))).toBe(true);
    expect(readFileSync(join(folder, 'README.copy.md'), 'utf8')).toBe(README);
  });

  it('the AWS CLI commands work as pasted', async (context) => {
    requireProgram(context, 'aws');
    const script = must(blocks('sh', 'aws ', 'kms')[0], 'the README uses the AWS CLI');
    expect(await paste(script)).toMatch(/[A-Za-z0-9+/]{40,}={0,2}/);
  });

  it('the gRPC script works as pasted', async () => {
    const script = must(blocks('js', '@strongroom/client')[0], 'the README has a gRPC client');
    const file = join(folder, 'example.mjs');
    writeFileSync(file, script);
    const { stdout } = await run(process.execPath, [file], { cwd: folder, env: cleanEnvironment() });
    expect(stdout.trim()).toBe('hello');
  });
});
