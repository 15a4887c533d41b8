/**
 * Foreign programs in tests. `npm test` needs npm packages alone: a test that wants another program skips and prints
 * the line that installs
 * it. Under STRONGROOM_REQUIRE_ALL=1 the skip reporter makes that a failure, so that nothing is skipped where all
 * should run.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'vitest';

const DEBIAN_PACKAGES = {
  aws: 'awscli',
  curl: 'curl',
  h2load: 'nghttp2-client',
  mount: 'mount',
  openssl: 'openssl',
  prlimit: 'util-linux',
} as const;

export type Program = keyof typeof DEBIAN_PACKAGES;

/**
 * The path of a program: Debian's own before whatever else the PATH offers, because Debian's is what the tests are
 * written against.
 */
export function findProgram(program: Program): string | undefined {
  const folders = ['/usr/bin', '/usr/sbin', '/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

export function installLine(program: Program): string {
  return `needs ${program}; on Debian: apt-get install -y --no-install-recommends ${DEBIAN_PACKAGES[program]}`;
}

/** The path of a program, or a skip of the running test with its install line. */
export function requireProgram(context: Pick<TestContext, 'skip'>, program: Program): string {
  const path = findProgram(program);
  if (path === undefined) return context.skip(installLine(program));
  return path;
}

/** Some faults (a full file system of a known size) need privileges: skips without them. */
export function requireRoot(context: Pick<TestContext, 'skip'>): void {
  if (process.getuid?.() !== 0) context.skip('needs root (mounts a small file system); run it as root');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
