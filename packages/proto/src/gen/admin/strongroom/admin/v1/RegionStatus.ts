// Original file: proto/strongroom/admin/v1/admin.proto

import type { NodeStatus as _strongroom_admin_v1_NodeStatus, NodeStatus__Output as _strongroom_admin_v1_NodeStatus__Output } from '../../../strongroom/admin/v1/NodeStatus.js';
import type { DomainMember as _strongroom_admin_v1_DomainMember, DomainMember__Output as _strongroom_admin_v1_DomainMember__Output } from '../../../strongroom/admin/v1/DomainMember.js';
import type { DomainOperator as _strongroom_admin_v1_DomainOperator, DomainOperator__Output as _strongroom_admin_v1_DomainOperator__Output } from '../../../strongroom/admin/v1/DomainOperator.js';
import type { DomainRule as _strongroom_admin_v1_DomainRule, DomainRule__Output as _strongroom_admin_v1_DomainRule__Output } from '../../../strongroom/admin/v1/DomainRule.js';
import type { DomainPeer as _strongroom_admin_v1_DomainPeer, DomainPeer__Output as _strongroom_admin_v1_DomainPeer__Output } from '../../../strongroom/admin/v1/DomainPeer.js';
import type { Long } from '@grpc/proto-loader';

export interface RegionStatus {
  'region'?: (string);
  'domainId'?: (string);
  'domainTokenVersion'?: (number | string | Long);
  'nodes'?: (_strongroom_admin_v1_NodeStatus)[];
  'members'?: (_strongroom_admin_v1_DomainMember)[];
  'operators'?: (_strongroom_admin_v1_DomainOperator)[];
  'rules'?: (_strongroom_admin_v1_DomainRule)[];
  'domainKeys'?: (number);
  'rskPublicPoint'?: (Buffer | Uint8Array | string);
  'peers'?: (_strongroom_admin_v1_DomainPeer)[];
}

export interface RegionStatus__Output {
  'region'?: (string);
  'domainId'?: (string);
  'domainTokenVersion'?: (number);
  'nodes'?: (_strongroom_admin_v1_NodeStatus__Output)[];
  'members'?: (_strongroom_admin_v1_DomainMember__Output)[];
  'operators'?: (_strongroom_admin_v1_DomainOperator__Output)[];
  'rules'?: (_strongroom_admin_v1_DomainRule__Output)[];
  'domainKeys'?: (number);
  'rskPublicPoint'?: (Buffer);
  'peers'?: (_strongroom_admin_v1_DomainPeer__Output)[];
}
