// Original file: proto/strongroom/admin/v1/admin.proto


export interface PutPrincipalPolicyRequest {
  'principalArn'?: (string);
  'policyName'?: (string);
  'document'?: (string);
}

export interface PutPrincipalPolicyRequest__Output {
  'principalArn'?: (string);
  'policyName'?: (string);
  'document'?: (string);
}
