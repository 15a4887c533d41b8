// Original file: proto/strongroom/admin/v1/admin.proto

import type { RegionStatus as _strongroom_admin_v1_RegionStatus, RegionStatus__Output as _strongroom_admin_v1_RegionStatus__Output } from '../../../strongroom/admin/v1/RegionStatus.js';

export interface DescribeFleetResponse {
  'regions'?: (_strongroom_admin_v1_RegionStatus)[];
}

export interface DescribeFleetResponse__Output {
  'regions'?: (_strongroom_admin_v1_RegionStatus__Output)[];
}
