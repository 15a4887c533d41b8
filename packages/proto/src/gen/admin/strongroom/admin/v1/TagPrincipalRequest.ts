// Original file: proto/strongroom/admin/v1/admin.proto


export interface TagPrincipalRequest {
  'principalArn'?: (string);
  'tags'?: ({[key: string]: string});
}

export interface TagPrincipalRequest__Output {
  'principalArn'?: (string);
  'tags'?: ({[key: string]: string});
}
