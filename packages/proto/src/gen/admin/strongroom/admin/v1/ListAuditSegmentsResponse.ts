// Original file: proto/strongroom/admin/v1/admin.proto

import type { AuditSegment as _strongroom_admin_v1_AuditSegment, AuditSegment__Output as _strongroom_admin_v1_AuditSegment__Output } from '../../../strongroom/admin/v1/AuditSegment.js';

export interface ListAuditSegmentsResponse {
  'frontEnds'?: (string)[];
  'segments'?: (_strongroom_admin_v1_AuditSegment)[];
}

export interface ListAuditSegmentsResponse__Output {
  'frontEnds'?: (string)[];
  'segments'?: (_strongroom_admin_v1_AuditSegment__Output)[];
}
