// Original file: proto/strongroom/admin/v1/admin.proto


export interface DomainMember {
  'nodeId'?: (string);
  'signPublicPoint'?: (Buffer | Uint8Array | string);
  'agreePublicPoint'?: (Buffer | Uint8Array | string);
}

export interface DomainMember__Output {
  'nodeId'?: (string);
  'signPublicPoint'?: (Buffer);
  'agreePublicPoint'?: (Buffer);
}
