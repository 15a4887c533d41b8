// Original file: proto/strongroom/admin/v1/admin.proto

import type { Principal as _strongroom_admin_v1_Principal, Principal__Output as _strongroom_admin_v1_Principal__Output } from '../../../strongroom/admin/v1/Principal.js';

export interface PrincipalDescription {
  'principal'?: (_strongroom_admin_v1_Principal | null);
  'policies'?: ({[key: string]: string});
  'tags'?: ({[key: string]: string});
  'permissionsBoundary'?: (string);
  'trustPolicy'?: (string);
  'maxSessionSeconds'?: (number);
  '_permissionsBoundary'?: "permissionsBoundary";
  '_trustPolicy'?: "trustPolicy";
  '_maxSessionSeconds'?: "maxSessionSeconds";
}

export interface PrincipalDescription__Output {
  'principal'?: (_strongroom_admin_v1_Principal__Output);
  'policies'?: ({[key: string]: string});
  'tags'?: ({[key: string]: string});
  'permissionsBoundary'?: (string);
  'trustPolicy'?: (string);
  'maxSessionSeconds'?: (number);
  '_permissionsBoundary'?: "permissionsBoundary";
  '_trustPolicy'?: "trustPolicy";
  '_maxSessionSeconds'?: "maxSessionSeconds";
}
