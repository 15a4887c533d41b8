// Original file: proto/strongroom/admin/v1/admin.proto

import type { AuditPosition as _strongroom_admin_v1_AuditPosition, AuditPosition__Output as _strongroom_admin_v1_AuditPosition__Output } from '../../../strongroom/admin/v1/AuditPosition.js';
import type { Long } from '@grpc/proto-loader';

export interface FindAuditEventsRequest {
  'accountId'?: (string);
  'region'?: (string);
  'eventId'?: (string);
  'eventName'?: (string);
  'username'?: (string);
  'accessKeyId'?: (string);
  'resourceName'?: (string);
  'readOnly'?: (boolean);
  'fromMs'?: (number | string | Long);
  'toMs'?: (number | string | Long);
  'limit'?: (number);
  'before'?: (_strongroom_admin_v1_AuditPosition | null);
  '_eventId'?: "eventId";
  '_eventName'?: "eventName";
  '_username'?: "username";
  '_accessKeyId'?: "accessKeyId";
  '_resourceName'?: "resourceName";
  '_readOnly'?: "readOnly";
  '_fromMs'?: "fromMs";
  '_toMs'?: "toMs";
  '_limit'?: "limit";
}

export interface FindAuditEventsRequest__Output {
  'accountId'?: (string);
  'region'?: (string);
  'eventId'?: (string);
  'eventName'?: (string);
  'username'?: (string);
  'accessKeyId'?: (string);
  'resourceName'?: (string);
  'readOnly'?: (boolean);
  'fromMs'?: (number);
  'toMs'?: (number);
  'limit'?: (number);
  'before'?: (_strongroom_admin_v1_AuditPosition__Output);
  '_eventId'?: "eventId";
  '_eventName'?: "eventName";
  '_username'?: "username";
  '_accessKeyId'?: "accessKeyId";
  '_resourceName'?: "resourceName";
  '_readOnly'?: "readOnly";
  '_fromMs'?: "fromMs";
  '_toMs'?: "toMs";
  '_limit'?: "limit";
}
