/**
 * The rules of the terminal: results go to standard output, everything else (progress, notices, warnings, errors) to
 * standard error. With --json the result is one JSON document and nothing else is on standard output. Colour only on a
 * terminal.
 */
import { colorWanted } from './config.js';

export interface Output {
  readonly json: boolean;
  /** The result: `value` with --json, else the text. */
  result(value: unknown, text: () => string): void;
  /** What happens while it happens; not with --json. */
  notice(message: string): void;
  /** Something that the user should change. Always. */
  warn(message: string): void;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    result: (value, text) => {
      process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : endWithLineFeed(text()));
    },
    notice: (message) => {
      if (!json) process.stderr.write(`${message}\n`);
    },
    warn: (message) => {
      process.stderr.write(`${paint('33', 'warning:')} ${message}\n`);
    },
  };
}

export function bold(text: string): string {
  return paint('1', text);
}

export function dim(text: string): string {
  return paint('2', text);
}

export function paint(code: string, text: string): string {
  return colorWanted() ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function endWithLineFeed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
