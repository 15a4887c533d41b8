// Original file: proto/strongroom/admin/v1/admin.proto


export interface DomainRule {
  'command'?: (string);
  'role'?: (string);
  'minSignatures'?: (number);
}

export interface DomainRule__Output {
  'command'?: (string);
  'role'?: (string);
  'minSignatures'?: (number);
}
