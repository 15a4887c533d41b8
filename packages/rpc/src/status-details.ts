/**
 * google.rpc.Status with one google.rpc.ErrorInfo (googleapis/google/rpc/{status,error_details}.proto), in protobuf's
 * wire format. By hand, because the two messages have five fields and an error must not depend on loaded descriptors.
 */
import { concatBytes, fromUtf8, utf8 } from '@strongroom/core/bytes.js';
import { LENGTH_DELIMITED, readFields, VARINT } from './protobuf-fields.js';

export interface StatusDetails {
  readonly code: number;
  readonly message: string;
  readonly reason: string;
  readonly domain: string;
  readonly metadata: Readonly<Record<string, string>>;
}

const ERROR_INFO_TYPE = 'type.googleapis.com/google.rpc.ErrorInfo';

/**
 * Status { int32 code = 1; string message = 2; repeated Any details = 3; }, Any { string type_url = 1; bytes value = 2;
 * }
 */
export function encodeStatusDetails(details: StatusDetails): Uint8Array {
  const errorInfo = concatBytes(
    lengthDelimited(1, utf8(details.reason)),
    lengthDelimited(2, utf8(details.domain)),
    ...Object.entries(details.metadata).map(([name, value]) =>
      lengthDelimited(3, concatBytes(lengthDelimited(1, utf8(name)), lengthDelimited(2, utf8(value)))),
    ),
  );
  const any = concatBytes(lengthDelimited(1, utf8(ERROR_INFO_TYPE)), lengthDelimited(2, errorInfo));
  return concatBytes(
    varint((1 << 3) | VARINT),
    varint(details.code),
    lengthDelimited(2, utf8(details.message)),
    lengthDelimited(3, any),
  );
}

/** The first ErrorInfo of a Status. Undefined when the bytes are no Status, or hold none. Never throws. */
export function decodeStatusDetails(bytes: Uint8Array): StatusDetails | undefined {
  try {
    return readStatus(bytes);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function readStatus(bytes: Uint8Array): StatusDetails | undefined {
  let code = 0;
  let message = '';
  let errorInfo: Uint8Array | undefined;
  for (const field of readFields(bytes)) {
    if (field.number === 1 && field.varint !== undefined) code = field.varint;
    if (field.number === 2 && field.bytes !== undefined) message = fromUtf8(field.bytes);
    if (field.number === 3 && field.bytes !== undefined) errorInfo ??= errorInfoInAny(field.bytes);
  }
  if (errorInfo === undefined) return undefined;
  let reason = '';
  let domain = '';
  const metadata: [string, string][] = [];
  for (const field of readFields(errorInfo)) {
    if (field.bytes === undefined) continue;
    if (field.number === 1) reason = fromUtf8(field.bytes);
    if (field.number === 2) domain = fromUtf8(field.bytes);
    if (field.number === 3) metadata.push(readMapEntry(field.bytes));
  }
  return { code, message, reason, domain, metadata: Object.fromEntries(metadata) };
}

function errorInfoInAny(bytes: Uint8Array): Uint8Array | undefined {
  let type = '';
  let value: Uint8Array = new Uint8Array(0);
  for (const field of readFields(bytes)) {
    if (field.number === 1 && field.bytes !== undefined) type = fromUtf8(field.bytes);
    if (field.number === 2 && field.bytes !== undefined) value = field.bytes;
  }
  return type === ERROR_INFO_TYPE ? value : undefined;
}

function readMapEntry(bytes: Uint8Array): [string, string] {
  let name = '';
  let value = '';
  for (const field of readFields(bytes)) {
    if (field.number === 1 && field.bytes !== undefined) name = fromUtf8(field.bytes);
    if (field.number === 2 && field.bytes !== undefined) value = fromUtf8(field.bytes);
  }
  return [name, value];
}

function lengthDelimited(number: number, bytes: Uint8Array): Uint8Array {
  return concatBytes(varint((number << 3) | LENGTH_DELIMITED), varint(bytes.length), bytes);
}

/** `value` is a non-negative integer below 2^31. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
