// Original file: proto/strongroom/admin/v1/admin.proto

import type { CommandSignature as _strongroom_admin_v1_CommandSignature, CommandSignature__Output as _strongroom_admin_v1_CommandSignature__Output } from '../../../strongroom/admin/v1/CommandSignature.js';

export interface ChangeDomainRequest {
  'region'?: (string);
  'command'?: (Buffer | Uint8Array | string);
  'signatures'?: (_strongroom_admin_v1_CommandSignature)[];
}

export interface ChangeDomainRequest__Output {
  'region'?: (string);
  'command'?: (Buffer);
  'signatures'?: (_strongroom_admin_v1_CommandSignature__Output)[];
}
