/**
 * One cluster for all suites that do not break it: vitest's global set-up starts it and tells the suites where it is.
 */
import type { TestProject } from 'vitest/node';
import { Cluster } from './cluster.js';
import type { Ready } from './ready-file.js';
import { makeXksGround, type XksGround } from './xks-ground.js';

declare module 'vitest' {
  interface ProvidedContext {
    ready: Ready;
    readyFile: string;
    xks: XksGround;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { ground, flags, remove } = await makeXksGround();
  const cluster = await Cluster.start({ flags });
  project.provide('ready', cluster.ready);
  project.provide('readyFile', cluster.readyFile);
  project.provide('xks', ground);
  return async () => {
    await cluster.stop();
    remove();
  };
}
