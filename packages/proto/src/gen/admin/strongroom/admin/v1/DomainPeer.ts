// Original file: proto/strongroom/admin/v1/admin.proto


export interface DomainPeer {
  'domainId'?: (Buffer | Uint8Array | string);
  'region'?: (string);
  'rskPublicPoint'?: (Buffer | Uint8Array | string);
}

export interface DomainPeer__Output {
  'domainId'?: (Buffer);
  'region'?: (string);
  'rskPublicPoint'?: (Buffer);
}
