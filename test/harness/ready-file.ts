/**
 * The ready file of `strongroom up`, read as a stranger would: every field is checked, because users' scripts rely on
 * this shape.
 */
import { readFileSync } from 'node:fs';

export interface ReadyTenant {
  readonly accountId: string;
  readonly name: string;
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
}

export interface ReadyNode {
  readonly id: string;
  readonly region: string;
  readonly pid: number;
  readonly address: string;
  readonly metrics: string;
}

export interface Ready {
  readonly region: string;
  readonly regions: readonly string[];
  readonly kms: {
    readonly grpc: string;
    readonly http: string;
    readonly admin: string;
    readonly metrics: string;
    readonly caFile: string;
  };
  readonly hsm: readonly ReadyNode[];
  readonly pids: { readonly supervisor: number; readonly kms: number };
  readonly tenants: readonly ReadyTenant[];
}

/** A template of the exact shape: the value says the type of each field, an array holds the template of its items. */
const SHAPE = {
  region: '',
  regions: [''],
  kms: { grpc: '', http: '', admin: '', metrics: '', caFile: '' },
  hsm: [{ id: '', region: '', pid: 0, address: '', metrics: '' }],
  pids: { supervisor: 0, kms: 0 },
  tenants: [{ accountId: '', name: '', arn: '', accessKeyId: '', secretAccessKey: '', token: '' }],
};

/** @throws Error naming each field that is missing, unexpected or of another type. */
export function readReadyFile(path: string): Ready {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const problems = differences(value, SHAPE, 'ready');
  if (problems.length > 0) throw new Error(`${path}: ${problems.join('; ')}`);
  return value as Ready;
}

function differences(value: unknown, shape: unknown, at: string): string[] {
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((item, index) => differences(item, shape[0], `${at}[${String(index)}]`));
  }
  if (typeof shape !== 'object' || shape === null) {
    return typeof value === typeof shape ? [] : [`${at} is ${typeof value}, not ${typeof shape}`];
  }
  if (typeof value !== 'object' || value === null) return [`${at} is no object`];
  const given = new Map(Object.entries(value));
  const wanted = new Map(Object.entries(shape));
  const unexpected = [...given.keys()].filter((name) => !wanted.has(name)).map((name) => `${at}.${name} is unexpected`);
  const rest = [...wanted].flatMap(([name, part]) => differences(given.get(name), part, `${at}.${name}`));
  return [...unexpected, ...rest];
}
