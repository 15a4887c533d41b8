// Original file: proto/strongroom/admin/v1/admin.proto

import type { NodeStatus as _strongroom_admin_v1_NodeStatus, NodeStatus__Output as _strongroom_admin_v1_NodeStatus__Output } from '../../../strongroom/admin/v1/NodeStatus.js';
import type { Long } from '@grpc/proto-loader';

export interface RegionStatus {
  'region'?: (string);
  'domainId'?: (string);
  'domainTokenVersion'?: (number | string | Long);
  'nodes'?: (_strongroom_admin_v1_NodeStatus)[];
}

export interface RegionStatus__Output {
  'region'?: (string);
  'domainId'?: (string);
  'domainTokenVersion'?: (number);
  'nodes'?: (_strongroom_admin_v1_NodeStatus__Output)[];
}
