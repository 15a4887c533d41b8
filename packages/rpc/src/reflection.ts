/** grpc.reflection.v1 and v1alpha, so that `grpcurl` and its like need no .proto files. */
import type { Server } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import { readFields } from './protobuf-fields.js';

/**
 * Adds reflection for the files of a serialized google.protobuf.FileDescriptorSet. @grpc/reflection asks for what
 * proto-loader makes of .proto files, and of it uses only the descriptors, so that these are handed over as they are:
 * proto-loader's own renames the files, and clients then miss the imports.
 * @throws RangeError when the bytes are not a FileDescriptorSet.
 */
export function addReflection(server: Server, descriptorSet: Uint8Array): void {
  // FileDescriptorSet { repeated FileDescriptorProto file = 1; }
  const files = readFields(descriptorSet).flatMap((field) =>
    field.number === 1 && field.bytes !== undefined ? [viewAsBuffer(field.bytes)] : [],
  );
  if (files.length === 0) throw new RangeError('"descriptorSet" expected at least one file');
  const definition = { format: 'Protocol Buffer 3 DescriptorProto' as const, type: {}, fileDescriptorProtos: files };
  new ReflectionService({ files: definition }).addToServer(server);
}
