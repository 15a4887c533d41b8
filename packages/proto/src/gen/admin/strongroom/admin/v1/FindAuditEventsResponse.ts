// Original file: proto/strongroom/admin/v1/admin.proto

import type { AuditEvent as _strongroom_admin_v1_AuditEvent, AuditEvent__Output as _strongroom_admin_v1_AuditEvent__Output } from '../../../strongroom/admin/v1/AuditEvent.js';
import type { AuditPosition as _strongroom_admin_v1_AuditPosition, AuditPosition__Output as _strongroom_admin_v1_AuditPosition__Output } from '../../../strongroom/admin/v1/AuditPosition.js';

export interface FindAuditEventsResponse {
  'events'?: (_strongroom_admin_v1_AuditEvent)[];
  'next'?: (_strongroom_admin_v1_AuditPosition | null);
}

export interface FindAuditEventsResponse__Output {
  'events'?: (_strongroom_admin_v1_AuditEvent__Output)[];
  'next'?: (_strongroom_admin_v1_AuditPosition__Output);
}
