// Original file: proto/strongroom/admin/v1/admin.proto


export interface CreateBearerTokenRequest {
  'principalArn'?: (string);
  'validDays'?: (number);
  '_validDays'?: "validDays";
}

export interface CreateBearerTokenRequest__Output {
  'principalArn'?: (string);
  'validDays'?: (number);
  '_validDays'?: "validDays";
}
