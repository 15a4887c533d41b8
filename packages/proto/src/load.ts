/**
 * The internal gRPC services, loaded from their .proto files. The options are those that the types under gen/ were
 * generated for
 * (tools/generate/grpc-types.js). The public KMS service is not loaded: kms-service.ts and kms-codec.ts need no
 * protobufjs.
 */
import { loadPackageDefinition } from '@grpc/grpc-js';
import type { ChannelCredentials, Client, ClientOptions, GrpcObject } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Options } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';
import type { ProtoGrpcType as AdminTypes } from './gen/admin/admin.js';
import type { AdminClient, AdminDefinition } from './gen/admin/strongroom/admin/v1/Admin.js';
import type { ProtoGrpcType as ApplianceTypes } from './gen/appliance/appliance.js';
import type { ApplianceClient, ApplianceDefinition } from './gen/appliance/strongroom/hsm/v1/Appliance.js';
import type { ProtoGrpcType as LinkTypes } from './gen/link/link.js';
import type { LinkClient, LinkDefinition } from './gen/link/strongroom/hsm/v1/Link.js';

/** A grpc-js client class and, as `service`, the definition that a server adds. */
export interface LoadedService<ServiceClient extends Client, Definition> {
  new (address: string, credentials: ChannelCredentials, options?: ClientOptions): ServiceClient;
  readonly service: Definition;
}

/** The same three levels up from src and from dist. */
const PROTO_DIRECTORY = fileURLToPath(new URL('../../../proto', import.meta.url));

/** Absent fields stay absent; the hot path pays for nothing else. */
const LINK_OPTIONS: Options = { longs: Number };
const OPTIONS: Options = { longs: Number, enums: String, oneofs: true };

function load(file: string, options: Options): GrpcObject {
  return loadPackageDefinition(loadSync(file, { ...options, includeDirs: [PROTO_DIRECTORY] }));
}

/** Loads on first use and keeps: parsing a file costs tens of milliseconds. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** `strongroom.hsm.v1.Link`: one stream between a front end and a node. */
export const linkService: () => LoadedService<LinkClient, LinkDefinition> = once(
  () => (load('strongroom/hsm/v1/link.proto', LINK_OPTIONS) as unknown as LinkTypes).strongroom.hsm.v1.Link,
);

/** `strongroom.hsm.v1.Appliance`: ceremonies and state of one node. */
export const applianceService: () => LoadedService<ApplianceClient, ApplianceDefinition> = once(
  () => (load('strongroom/hsm/v1/appliance.proto', OPTIONS) as unknown as ApplianceTypes).strongroom.hsm.v1.Appliance,
);

/** `strongroom.admin.v1.Admin`: the administration of an installation. */
export const adminService: () => LoadedService<AdminClient, AdminDefinition> = once(
  () => (load('strongroom/admin/v1/admin.proto', OPTIONS) as unknown as AdminTypes).strongroom.admin.v1.Admin,
);
