// Original file: proto/strongroom/admin/v1/admin.proto

import type { Principal as _strongroom_admin_v1_Principal, Principal__Output as _strongroom_admin_v1_Principal__Output } from '../../../strongroom/admin/v1/Principal.js';

export interface ListPrincipalsResponse {
  'principals'?: (_strongroom_admin_v1_Principal)[];
}

export interface ListPrincipalsResponse__Output {
  'principals'?: (_strongroom_admin_v1_Principal__Output)[];
}
