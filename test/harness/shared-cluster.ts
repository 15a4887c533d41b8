/**
 * One cluster for all suites that do not break it: vitest's global set-up starts it and tells the suites where it is.
 */
import type { TestProject } from 'vitest/node';
import { Cluster } from './cluster.js';
import type { Ready } from './ready-file.js';

declare module 'vitest' {
  interface ProvidedContext {
    ready: Ready;
    readyFile: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await Cluster.start();
  project.provide('ready', cluster.ready);
  project.provide('readyFile', cluster.readyFile);
  return async () => {
    await cluster.stop();
  };
}
