// Original file: proto/strongroom/admin/v1/admin.proto


export interface CommandSignature {
  'operatorId'?: (string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface CommandSignature__Output {
  'operatorId'?: (string);
  'signature'?: (Buffer);
}
