// Original file: proto/strongroom/admin/v1/admin.proto

import type { AccessKey as _strongroom_admin_v1_AccessKey, AccessKey__Output as _strongroom_admin_v1_AccessKey__Output } from '../../../strongroom/admin/v1/AccessKey.js';

export interface ListAccessKeysResponse {
  'accessKeys'?: (_strongroom_admin_v1_AccessKey)[];
}

export interface ListAccessKeysResponse__Output {
  'accessKeys'?: (_strongroom_admin_v1_AccessKey__Output)[];
}
