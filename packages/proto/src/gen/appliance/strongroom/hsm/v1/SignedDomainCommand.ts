// Original file: proto/strongroom/hsm/v1/appliance.proto

import type { OperatorSignature as _strongroom_hsm_v1_OperatorSignature, OperatorSignature__Output as _strongroom_hsm_v1_OperatorSignature__Output } from '../../../strongroom/hsm/v1/OperatorSignature.js';

export interface SignedDomainCommand {
  'command'?: (Buffer | Uint8Array | string);
  'signatures'?: (_strongroom_hsm_v1_OperatorSignature)[];
}

export interface SignedDomainCommand__Output {
  'command'?: (Buffer);
  'signatures'?: (_strongroom_hsm_v1_OperatorSignature__Output)[];
}
