// Original file: proto/strongroom/hsm/v1/appliance.proto

import type { ApplianceState as _strongroom_hsm_v1_ApplianceState, ApplianceState__Output as _strongroom_hsm_v1_ApplianceState__Output } from '../../../strongroom/hsm/v1/ApplianceState.js';
import type { SelfTestResult as _strongroom_hsm_v1_SelfTestResult, SelfTestResult__Output as _strongroom_hsm_v1_SelfTestResult__Output } from '../../../strongroom/hsm/v1/SelfTestResult.js';
import type { Long } from '@grpc/proto-loader';

export interface ApplianceStatus {
  'nodeId'?: (string);
  'bootId'?: (string);
  'state'?: (_strongroom_hsm_v1_ApplianceState);
  'signPublicPoint'?: (Buffer | Uint8Array | string);
  'agreePublicPoint'?: (Buffer | Uint8Array | string);
  'domainId'?: (Buffer | Uint8Array | string);
  'domainTokenVersion'?: (number | string | Long);
  'domainTokenVersionFloor'?: (number | string | Long);
  'slotsBound'?: (number);
  'slotsMax'?: (number);
  'engine'?: (string);
  'firmware'?: (string);
  'selfTests'?: (_strongroom_hsm_v1_SelfTestResult)[];
  'errorReason'?: (string);
}

export interface ApplianceStatus__Output {
  'nodeId'?: (string);
  'bootId'?: (string);
  'state'?: (_strongroom_hsm_v1_ApplianceState__Output);
  'signPublicPoint'?: (Buffer);
  'agreePublicPoint'?: (Buffer);
  'domainId'?: (Buffer);
  'domainTokenVersion'?: (number);
  'domainTokenVersionFloor'?: (number);
  'slotsBound'?: (number);
  'slotsMax'?: (number);
  'engine'?: (string);
  'firmware'?: (string);
  'selfTests'?: (_strongroom_hsm_v1_SelfTestResult__Output)[];
  'errorReason'?: (string);
}
