// Original file: proto/strongroom/hsm/v1/appliance.proto


export interface OperatorSignature {
  'operatorId'?: (string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface OperatorSignature__Output {
  'operatorId'?: (string);
  'signature'?: (Buffer);
}
