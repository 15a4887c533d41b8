// Original file: proto/strongroom/admin/v1/admin.proto


export interface UpdateRoleRequest {
  'principalArn'?: (string);
  'trustPolicy'?: (string);
  'maxSessionSeconds'?: (number);
  '_trustPolicy'?: "trustPolicy";
  '_maxSessionSeconds'?: "maxSessionSeconds";
}

export interface UpdateRoleRequest__Output {
  'principalArn'?: (string);
  'trustPolicy'?: (string);
  'maxSessionSeconds'?: (number);
  '_trustPolicy'?: "trustPolicy";
  '_maxSessionSeconds'?: "maxSessionSeconds";
}
