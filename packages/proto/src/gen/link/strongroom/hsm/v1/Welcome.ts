// Original file: proto/strongroom/hsm/v1/link.proto

import type { Long } from '@grpc/proto-loader';

export interface Welcome {
  'protocol'?: (number);
  'nodeId'?: (string);
  'bootId'?: (string);
  'domainId'?: (Buffer | Uint8Array | string);
  'domainTokenVersion'?: (number | string | Long);
}

export interface Welcome__Output {
  'protocol'?: (number);
  'nodeId'?: (string);
  'bootId'?: (string);
  'domainId'?: (Buffer);
  'domainTokenVersion'?: (number);
}
