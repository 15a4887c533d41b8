/**
 * Starts one child process: in a session of its own, so that ctrl-C in the terminal reaches the supervisor alone; with
 * a pipe at descriptor 3,
 * whose end tells the child that the supervisor is gone; without core dumps, which would hold keys; with a small,
 * explicit environment.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { inheritedEnvironment } from '../config.js';
import { isErrno, PRIVATE_FILE_MODE } from '../files.js';
import { identifyProcess, type ProcessIdentity } from '../processes.js';

export interface LaunchSpec {
  readonly name: string;
  /** The module that node runs. */
  readonly module: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

export interface LaunchedProcess {
  readonly identity: ProcessIdentity;
  signal(signal: NodeJS.Signals): void;
}

export interface LaunchEvents {
  /** One line that the child wrote into its pipe. */
  readonly onLine: (line: string) => void;
  /** The child has ended, or could not be started. Called once. */
  readonly onExit: (reason: string) => void;
}

export type Launch = (spec: LaunchSpec, events: LaunchEvents) => LaunchedProcess | undefined;

export const SUPERVISOR_FD = 3;
/** What a child may write into its pipe without a line feed. */
const LINE_MAX_BYTES = 64 * 1024;
/** A log beyond this is moved to `.1` when its process starts. */
const LOG_ROTATE_BYTES = 16 * 1024 * 1024;
/** `exec` keeps the process id; `ulimit -c 0` is inherited (setrlimit is not to be had from Node). */
const WITHOUT_CORE_DUMPS = ['-c', 'ulimit -c 0; exec "$0" "$@"'];

export const launchProcess: Launch = (spec, events) => {
  const log = openLog(spec.logFile);
  let child: ChildProcess;
  try {
    child = spawn('/bin/sh', [...WITHOUT_CORE_DUMPS, process.execPath, spec.module], {
      detached: true,
      env: { ...inheritedEnvironment(), ...spec.env },
      stdio: ['ignore', log, log, 'pipe'],
    });
  } finally {
    closeSync(log);
  }
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    events.onExit(reason);
  };
  child.once('error', (error) => {
    end(`could not be started: ${error.message}`);
  });
  child.once('exit', (code, signal) => {
    end(signal === null ? `exited with code ${String(code)}` : `was killed by ${signal}`);
  });
  const pipe = child.stdio[SUPERVISOR_FD] as Duplex | null | undefined;
  if (pipe !== null && pipe !== undefined) readLines(pipe, events.onLine);
  if (child.pid === undefined) return undefined;
  return {
    identity: identifyProcess(child.pid) ?? { pid: child.pid, startTime: '' },
    // Until 'exit' is emitted the id is not free for another process: nobody has waited for it yet.
    signal: (signal) => {
      if (!ended) child.kill(signal);
    },
  };
};

function readLines(pipe: Duplex, onLine: (line: string) => void): void {
  let rest = '';
  pipe.setEncoding('utf8');
  pipe.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, LINE_MAX_BYTES);
    for (const line of lines) onLine(line);
  });
  pipe.on('error', () => undefined); // the child is gone: 'exit' tells
}

function openLog(file: string): number {
  try {
    if (statSync(file).size > LOG_ROTATE_BYTES) renameSync(file, `${file}.1`);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
  return openSync(file, 'a', PRIVATE_FILE_MODE);
}
