// Original file: proto/strongroom/admin/v1/admin.proto


export interface BindClientCertificateRequest {
  'principalArn'?: (string);
  'certificatePem'?: (string);
}

export interface BindClientCertificateRequest__Output {
  'principalArn'?: (string);
  'certificatePem'?: (string);
}
