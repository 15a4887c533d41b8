import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseEnvironment } from '../config.js';
import { createProgram } from '../program.js';
import { shellText } from './env-command.js';

let folder = '';
let readyFile = '';

function tenant(name: string) {
  return { accountId: '111122223333', name, accessKeyId: `AKIA-${name}`, secretAccessKey: `secret/of+${name}` };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongroom-env-'));
  readyFile = join(folder, 'ready.json');
  const ready = {
    region: 'us-east-1',
    regions: ['us-east-1', 'eu-central-1'],
    kms: { http: 'http://127.0.0.1:8080' },
    pids: { supervisor: process.pid },
    tenants: [tenant('demo-a'), tenant('demo-b')],
  };
  writeFileSync(readyFile, JSON.stringify(ready));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function run(...argv: string[]): Promise<string> {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    await createProgram(parseEnvironment({})).parseAsync(['--ready-file', readyFile, ...argv], { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return written.join('');
}

/** What a shell holds after `eval`. */
function evaluated(text: string, name: string): string {
  return execFileSync('sh', ['-c', `eval "$TEXT"; printf %s "\${${name}-unset}"`], {
    env: { TEXT: text, AWS_SESSION_TOKEN: 'stale' },
    encoding: 'utf8',
  });
}

describe('env', () => {
  it('prints what a shell can evaluate', async () => {
    const text = await run('env');
    expect(evaluated(text, 'AWS_ENDPOINT_URL')).toBe('http://127.0.0.1:8080');
    expect(evaluated(text, 'AWS_REGION')).toBe('us-east-1');
    expect(evaluated(text, 'AWS_DEFAULT_REGION')).toBe('us-east-1');
    expect(evaluated(text, 'AWS_SECRET_ACCESS_KEY')).toBe('secret/of+demo-a');
    expect(evaluated(text, 'AWS_SESSION_TOKEN')).toBe('unset');
  });

  it('takes another tenant and Region', async () => {
    const text = await run('--json', '--tenant', 'demo-b', 'env', '--region', 'eu-central-1');
    expect(JSON.parse(text)).toMatchObject({ AWS_ACCESS_KEY_ID: 'AKIA-demo-b', AWS_REGION: 'eu-central-1' });
  });

  it('refuses a Region that is not served', async () => {
    await expect(run('env', '--region', 'eu-west-9')).rejects.toThrow('Region eu-west-9 is not served here');
  });

  it('quotes any value', () => {
    const value = fc.string({ unit: 'grapheme-ascii' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(value, (text) => {
        expect(evaluated(shellText({ AWS_REGION: text }), 'AWS_REGION')).toBe(text);
      }),
      { numRuns: 30 },
    );
  });
});
