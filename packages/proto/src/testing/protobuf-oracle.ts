/** The codec of protobufjs over the same kms.proto: an independent implementation to compare with. */
import { loadSync } from '@grpc/proto-loader';
import type { ServiceDefinition } from '@grpc/proto-loader';
import { must } from '@strongroom/core/assert.js';
import { fileURLToPath } from 'node:url';
import { MESSAGES } from '../gen/kms-model.js';
import type { MessageName, OperationName } from '../gen/kms-model.js';
import type { ValueModel } from '../model.js';

const PROTO_DIRECTORY = fileURLToPath(new URL('../../../../proto', import.meta.url));
const definition = loadSync('strongroom/kms/v1/kms.proto', { includeDirs: [PROTO_DIRECTORY], longs: Number });
const service = definition['strongroom.kms.v1.KeyManagementService'] as ServiceDefinition;

interface TimestampParts {
  readonly seconds?: number;
  readonly nanos?: number;
}

/** protobufjs has timestamps as messages; everything else is as with us. */
function convert(value: ValueModel, input: unknown, toOracle: boolean): unknown {
  if (value.kind === 'structure') return convertMessage(must(value.message, 'a message'), input, toOracle);
  if (value.kind === 'list') {
    return (input as unknown[]).map((member) => convert(must(value.of, 'members'), member, toOracle));
  }
  if (value.kind !== 'timestamp') return input;
  if (!toOracle) {
    const { seconds = 0, nanos = 0 } = input as TimestampParts;
    return seconds * 1000 + Math.floor(nanos / 1e6);
  }
  const seconds = Math.floor((input as number) / 1000);
  return { seconds, nanos: ((input as number) - seconds * 1000) * 1e6 };
}

function convertMessage(message: MessageName, input: unknown, toOracle: boolean): Record<string, unknown> {
  const output: Record<string, unknown> = {};
  for (const field of MESSAGES[message].fields) {
    const member = (input as Record<string, unknown>)[field.name];
    if (member !== undefined) output[field.name] = convert(field, member, toOracle);
  }
  return output;
}

export function oracleMethod(operation: OperationName | 'Batch'): ServiceDefinition[string] {
  return must(service[operation], `kms.proto has ${operation}`);
}

export function oracleEncodeRequest(operation: OperationName, request: unknown): Uint8Array {
  return oracleMethod(operation).requestSerialize(convertMessage(`${operation}Request`, request, true));
}

export function oracleDecodeRequest(operation: OperationName, bytes: Uint8Array): unknown {
  return convertMessage(`${operation}Request`, oracleMethod(operation).requestDeserialize(Buffer.from(bytes)), false);
}

export function oracleEncodeResponse(operation: OperationName, response: unknown): Uint8Array {
  return oracleMethod(operation).responseSerialize(convertMessage(`${operation}Response`, response, true));
}

export function oracleDecodeResponse(operation: OperationName, bytes: Uint8Array): unknown {
  return convertMessage(`${operation}Response`, oracleMethod(operation).responseDeserialize(Buffer.from(bytes)), false);
}
