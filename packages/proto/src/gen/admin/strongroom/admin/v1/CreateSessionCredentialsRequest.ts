// Original file: proto/strongroom/admin/v1/admin.proto


export interface CreateSessionCredentialsRequest {
  'principalArn'?: (string);
  'durationSeconds'?: (number);
  '_durationSeconds'?: "durationSeconds";
}

export interface CreateSessionCredentialsRequest__Output {
  'principalArn'?: (string);
  'durationSeconds'?: (number);
  '_durationSeconds'?: "durationSeconds";
}
