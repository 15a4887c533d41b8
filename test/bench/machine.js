/**
 * What the numbers were measured on: processor, kernel, file system of the data folder, price of one durable append.
 */
import { closeSync, fdatasyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** statfs(2) magic numbers of what a data folder is likely to be on. @type {ReadonlyMap<number, string>} */
const FILE_SYSTEMS = new Map([
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x2fc12fc1, 'zfs'],
  [0x794c7630, 'overlayfs'],
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);
const APPENDS = 300;
const APPEND_BYTES = 4096;

/**
 * @typedef {{
 *   readonly processor: string, readonly cores: number, readonly memoryGiB: number, readonly kernel: string,
 *   readonly node: string, readonly openssl: string, readonly load: number, readonly fileSystem: string,
 *   readonly fdatasyncP50Us: number,
 * }} Machine
 */

/** @param {string} folder where the data will be @returns {Machine} */
export function describeMachine(folder) {
  const all = cpus();
  return {
    processor: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.versions.node,
    openssl: process.versions.openssl,
    load: loadavg()[0] ?? 0,
    fileSystem: fileSystemOf(folder),
    fdatasyncP50Us: fdatasyncP50Us(folder),
  };
}

/** @param {string} folder @returns {string} */
export function fileSystemOf(folder) {
  const magic = statfsSync(folder).type >>> 0;
  return FILE_SYSTEMS.get(magic) ?? `0x${magic.toString(16)}`;
}

/** A file system in memory makes every commit free and the bench meaningless. @param {string} fileSystem */
export function isInMemory(fileSystem) {
  return fileSystem === 'tmpfs' || fileSystem === 'ramfs';
}

/** @param {string} folder */
function fdatasyncP50Us(folder) {
  const path = join(folder, 'fdatasync');
  const file = openSync(path, 'w');
  const block = new Uint8Array(APPEND_BYTES);
  /** @type {number[]} */
  const times = [];
  for (let n = 0; n < APPENDS; n += 1) {
    writeSync(file, block);
    const began = performance.now();
    fdatasyncSync(file);
    times.push((performance.now() - began) * 1000);
  }
  closeSync(file);
  rmSync(path);
  return Math.round(times.sort((a, b) => a - b)[APPENDS >> 1] ?? 0);
}
