// Original file: proto/strongroom/admin/v1/admin.proto


export interface CreateRoleSessionRequest {
  'roleArn'?: (string);
  'sessionName'?: (string);
  'durationSeconds'?: (number);
  'sessionPolicy'?: (string);
  'tags'?: ({[key: string]: string});
  'sourceIdentity'?: (string);
  '_durationSeconds'?: "durationSeconds";
  '_sessionPolicy'?: "sessionPolicy";
  '_sourceIdentity'?: "sourceIdentity";
}

export interface CreateRoleSessionRequest__Output {
  'roleArn'?: (string);
  'sessionName'?: (string);
  'durationSeconds'?: (number);
  'sessionPolicy'?: (string);
  'tags'?: ({[key: string]: string});
  'sourceIdentity'?: (string);
  '_durationSeconds'?: "durationSeconds";
  '_sessionPolicy'?: "sessionPolicy";
  '_sourceIdentity'?: "sourceIdentity";
}
