/** The log: one JSON object per line, made by pino, with everything redacted that redact.ts catches. */
import { destination, pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { RealTime } from '@strongroom/core/time.js';
import { describeError, redactFields } from './redact.js';

/** `log.info('message')`, `log.info({ field }, 'message')`, `log.error(error, 'message')`. */
export interface LogFunction {
  (message: string): void;
  (fields: object, message?: string): void;
}

/** The part of pino's logger that Strongroom uses. */
export interface Logger {
  readonly trace: LogFunction;
  readonly debug: LogFunction;
  readonly info: LogFunction;
  readonly warn: LogFunction;
  readonly error: LogFunction;
  readonly fatal: LogFunction;
  /** A logger that adds these fields to every line. */
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  /** The process, e.g. `kms` or `hsm`. */
  readonly service: string;
  readonly level: LogLevel;
  readonly realTime: RealTime;
  /** 1 for stdout, 2 (the default) for stderr, or a stream. */
  readonly destination?: 1 | 2 | DestinationStream;
  /** Fields on every line, e.g. the node's id. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Lines that wait for a disk that is full; later ones are dropped. */
const WAITING_MAX_BYTES = 1024 * 1024;

/**
 * Lines are written synchronously: a process that is killed loses none that it had logged. A destination that fails
 * (a full disk) must not end the process: lines wait, within a bound.
 */
export function createLogger(options: LoggerOptions): Logger {
  const target = options.destination ?? 2;
  const stream = typeof target === 'number' ? openDestination(target) : target;
  const logger = pino(
    {
      level: options.level,
      base: { service: options.service, pid: process.pid, ...redactFields({ ...options.fields }) },
      timestamp: () => `,"time":"${new Date(options.realTime.now()).toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        bindings: redactFields,
        log: redactFields,
      },
      serializers: { err: (value: unknown) => (value instanceof Error ? describeError(value) : value) },
    },
    stream,
  );
  return redactChildren(logger);
}

function openDestination(descriptor: 1 | 2): DestinationStream {
  const stream = destination({ dest: descriptor, sync: true, maxLength: WAITING_MAX_BYTES });
  // Without a listener the first failed write would be an uncaught exception.
  stream.on('error', () => undefined);
  return stream;
}

/**
 * pino formats the fields of the root logger only. Children have their parent as prototype, so that theirs pass through
 * here too.
 */
function redactChildren(logger: PinoLogger): Logger {
  const makeChild = Reflect.get(logger, 'child') as (this: unknown, fields: object) => Logger;
  const child = function (this: Logger, fields: Readonly<Record<string, unknown>>): Logger {
    return makeChild.call(this, redactFields(fields));
  };
  return Object.assign(logger, { child });
}

/** A logger that drops everything. */
export function silentLogger(): Logger {
  return redactChildren(pino({ level: 'silent' }));
}

export function parseLogLevel(text: string): LogLevel | undefined {
  return LOG_LEVELS.find((level) => level === text);
}
