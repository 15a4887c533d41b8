// Original file: proto/strongroom/admin/v1/admin.proto

import type { Tenant as _strongroom_admin_v1_Tenant, Tenant__Output as _strongroom_admin_v1_Tenant__Output } from '../../../strongroom/admin/v1/Tenant.js';

export interface ListTenantsResponse {
  'tenants'?: (_strongroom_admin_v1_Tenant)[];
}

export interface ListTenantsResponse__Output {
  'tenants'?: (_strongroom_admin_v1_Tenant__Output)[];
}
