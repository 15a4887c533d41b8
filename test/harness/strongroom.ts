/** The `strongroom` command as users run it, against a cluster that the test knows by its ready file. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { cleanEnvironment, ROOT } from './cluster.js';

const run = promisify(execFile);

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param cwd where the command runs; default: the repository */
export async function strongroom(
  readyFile: string,
  parameters: readonly string[],
  cwd: string = ROOT,
): Promise<CommandResult> {
  const command = [join(ROOT, 'bin', 'strongroom.js'), ...parameters, '--ready-file', readyFile];
  try {
    const { stdout, stderr } = await run(process.execPath, command, { cwd, env: cleanEnvironment() });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}
