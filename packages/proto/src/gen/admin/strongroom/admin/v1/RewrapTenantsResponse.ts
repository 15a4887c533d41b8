// Original file: proto/strongroom/admin/v1/admin.proto


export interface RewrapTenantsResponse {
  'tenants'?: (number);
  'tenantsDone'?: (number);
  'tokensRewrapped'?: (number);
}

export interface RewrapTenantsResponse__Output {
  'tenants'?: (number);
  'tenantsDone'?: (number);
  'tokensRewrapped'?: (number);
}
