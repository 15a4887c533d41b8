// Original file: proto/strongroom/admin/v1/admin.proto


export interface DomainOperator {
  'operatorId'?: (string);
  'role'?: (string);
  'publicKey'?: (Buffer | Uint8Array | string);
}

export interface DomainOperator__Output {
  'operatorId'?: (string);
  'role'?: (string);
  'publicKey'?: (Buffer);
}
