/**
 * Ports for processes that must find each other again after a restart. They are taken below the range that the kernel
 * hands out for outgoing
 * connections (32768 and up on Linux), so that no connection of some client sits on a port while its process is away.
 */
import { createServer } from 'node:net';
import type { Rng } from '@strongroom/core/rng.js';
import { CliError } from '../cli-error.js';

const FIRST_PORT = 10_240;
const LAST_PORT = 32_000;
const ATTEMPTS_MAX = 200;

/** `count` distinct ports of `host` on which nobody listens now. @throws CliError when they cannot be found. */
export async function findFreePorts(count: number, host: string, rng: Rng): Promise<number[]> {
  const ports = new Set<number>();
  for (let attempt = 0; ports.size < count; attempt += 1) {
    if (attempt > ATTEMPTS_MAX + count) throw new CliError(`no free ports on ${host}`);
    const port = FIRST_PORT + Math.floor(rng.fraction() * (LAST_PORT - FIRST_PORT));
    if (!ports.has(port) && (await isFree(port, host))) ports.add(port);
  }
  return [...ports];
}

/** True when this process could listen there now. */
export function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
