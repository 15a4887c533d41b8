/** Parsers of option values, which fail in commander's own words and with exit code 2. */
import { InvalidArgumentError } from 'commander';

export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`expected a whole number from ${String(min)} to ${String(max)}.`);
    }
    return value;
  };
}

export function oneOf<T extends string>(values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new InvalidArgumentError(`expected ${values.join(' or ')}.`);
    return found;
  };
}

/** For options that may be given several times. */
export function collect(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/**
 * `name=value`, several times. @throws InvalidArgumentError without `=`, with an empty name, or for a name given twice.
 */
export function keyValue(text: string, before: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('expected name=value.');
  const name = text.slice(0, at);
  const pairs = new Map(Object.entries(before ?? {}));
  if (pairs.has(name)) throw new InvalidArgumentError(`"${name}" is given twice.`);
  return Object.fromEntries(pairs.set(name, text.slice(at + 1)));
}

const DAY_MS = 86_400_000;
const DURATION_UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MS,
  w: 7 * DAY_MS,
  y: 365 * DAY_MS,
};

/** `90s`, `15m`, `12h`, `30d`, `2w`, `10y` in milliseconds; a year has 365 days, as a rotation period has. */
export function duration(text: string): number {
  const match = /^(\d{1,9})([smhdwy])$/.exec(text);
  const unitMs = DURATION_UNITS_MS[match?.[2] ?? ''];
  const valueMs = Number(match?.[1]) * (unitMs ?? NaN);
  if (!(valueMs >= 1)) throw new InvalidArgumentError('expected a duration such as 90s, 15m, 12h, 30d, 2w or 1y.');
  return valueMs;
}
