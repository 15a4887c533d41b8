// Original file: proto/strongroom/admin/v1/admin.proto


export interface CreateRoleRequest {
  'accountId'?: (string);
  'roleName'?: (string);
  'trustPolicy'?: (string);
  'maxSessionSeconds'?: (number);
  '_maxSessionSeconds'?: "maxSessionSeconds";
}

export interface CreateRoleRequest__Output {
  'accountId'?: (string);
  'roleName'?: (string);
  'trustPolicy'?: (string);
  'maxSessionSeconds'?: (number);
  '_maxSessionSeconds'?: "maxSessionSeconds";
}
