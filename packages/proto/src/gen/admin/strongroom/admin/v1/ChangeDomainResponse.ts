// Original file: proto/strongroom/admin/v1/admin.proto

import type { RegionStatus as _strongroom_admin_v1_RegionStatus, RegionStatus__Output as _strongroom_admin_v1_RegionStatus__Output } from '../../../strongroom/admin/v1/RegionStatus.js';

export interface ChangeDomainResponse {
  'region'?: (_strongroom_admin_v1_RegionStatus | null);
  'nodesBehind'?: (string)[];
}

export interface ChangeDomainResponse__Output {
  'region'?: (_strongroom_admin_v1_RegionStatus__Output);
  'nodesBehind'?: (string)[];
}
