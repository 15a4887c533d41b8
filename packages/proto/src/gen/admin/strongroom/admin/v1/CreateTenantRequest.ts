// Original file: proto/strongroom/admin/v1/admin.proto


export interface CreateTenantRequest {
  'accountId'?: (string);
  'name'?: (string);
  '_accountId'?: "accountId";
}

export interface CreateTenantRequest__Output {
  'accountId'?: (string);
  'name'?: (string);
  '_accountId'?: "accountId";
}
