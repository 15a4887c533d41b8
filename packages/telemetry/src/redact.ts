/**
 * What may be logged. A property whose name looks like a secret is replaced at any depth, bytes are never printed,
 * errors are reduced to what a reader of the log needs (grpc-js hangs the metadata of the call, and with it bearer
 * tokens, on its errors). Names are a net, not a licence: do not log secrets.
 */

/** Printed in place of a value whose name looks secret. */
export const REDACTED = '[redacted]';

const SECRET_NAME =
  /secret|passw|passphrase|token|authorization|credential|cookie|signature|plaintext|private|^(?:pem|der|key|seed|ekt|pin)$|keybytes|keymaterial$|metadata/i;
/** Names that the pattern catches and that tell nothing: identifiers and counts. */
const HARMLESS_NAME = /^(?:tokenVersion|keyMaterialId|accessKeyId)$/;

const DEPTH_MAX = 6;
const ENTRIES_MAX = 100;
const STRING_MAX_CHARS = 8192;

/** A copy of `fields` that is safe to print. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return redactObject(fields, 0);
}

/** What the log shows of a thrown value: name, message, stack, code, and the chain of causes. */
export function describeError(error: unknown): Record<string, unknown> {
  return describe(error, 0);
}

function describe(error: unknown, depth: number): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error, message: cut(String(error)) };
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: cut(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: cut(error.stack) }),
    ...(error.cause === undefined || depth >= DEPTH_MAX ? {} : { cause: describe(error.cause, depth + 1) }),
  };
}

function redactObject(fields: object, depth: number): Record<string, unknown> {
  const safe: [string, unknown][] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (safe.length === ENTRIES_MAX) {
      safe.push(['…', 'cut']);
      break;
    }
    const secret = SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
    safe.push([name, secret && value !== undefined ? REDACTED : redactValue(value, depth + 1)]);
  }
  return Object.fromEntries(safe);
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (ArrayBuffer.isView(value)) return `<${String(value.byteLength)} bytes>`;
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return `<${String(value.byteLength)} bytes>`;
  if (value instanceof Date) return value.toISOString();
  if (depth > DEPTH_MAX) return '…';
  if (Array.isArray(value)) return value.slice(0, ENTRIES_MAX).map((entry) => redactValue(entry, depth + 1));
  if (value instanceof Map) return redactObject(Object.fromEntries(value) as object, depth);
  if (value instanceof Set) return redactValue([...(value as Set<unknown>)], depth);
  return redactObject(value, depth);
}

function cut(text: string): string {
  return text.length <= STRING_MAX_CHARS ? text : `${text.slice(0, STRING_MAX_CHARS)}…`;
}
