// Original file: proto/strongroom/admin/v1/admin.proto


export interface ClientCertificateBinding {
  'spkiSha256'?: (string);
  'principalArn'?: (string);
}

export interface ClientCertificateBinding__Output {
  'spkiSha256'?: (string);
  'principalArn'?: (string);
}
