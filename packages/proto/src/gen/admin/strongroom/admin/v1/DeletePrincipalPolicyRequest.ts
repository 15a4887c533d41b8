// Original file: proto/strongroom/admin/v1/admin.proto


export interface DeletePrincipalPolicyRequest {
  'principalArn'?: (string);
  'policyName'?: (string);
}

export interface DeletePrincipalPolicyRequest__Output {
  'principalArn'?: (string);
  'policyName'?: (string);
}
