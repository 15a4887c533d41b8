// Original file: proto/strongroom/admin/v1/admin.proto

import type { Long } from '@grpc/proto-loader';

export interface NodeStatus {
  'nodeId'?: (string);
  'address'?: (string);
  'state'?: (string);
  'linked'?: (boolean);
  'slotsBound'?: (number);
  'slotsMax'?: (number);
  'engine'?: (string);
  'firmware'?: (string);
  'signPublicPoint'?: (Buffer | Uint8Array | string);
  'agreePublicPoint'?: (Buffer | Uint8Array | string);
  'bootId'?: (string);
  'errorReason'?: (string);
  'domainTokenVersion'?: (number | string | Long);
}

export interface NodeStatus__Output {
  'nodeId'?: (string);
  'address'?: (string);
  'state'?: (string);
  'linked'?: (boolean);
  'slotsBound'?: (number);
  'slotsMax'?: (number);
  'engine'?: (string);
  'firmware'?: (string);
  'signPublicPoint'?: (Buffer);
  'agreePublicPoint'?: (Buffer);
  'bootId'?: (string);
  'errorReason'?: (string);
  'domainTokenVersion'?: (number);
}
