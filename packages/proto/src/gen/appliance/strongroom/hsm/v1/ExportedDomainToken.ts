// Original file: proto/strongroom/hsm/v1/appliance.proto

import type { Long } from '@grpc/proto-loader';

export interface ExportedDomainToken {
  'token'?: (Buffer | Uint8Array | string);
  'version'?: (number | string | Long);
}

export interface ExportedDomainToken__Output {
  'token'?: (Buffer);
  'version'?: (number);
}
