/** What the supervisor and its provisioner tell each other over the process's own channel. */
import type { ReadyTenant } from '../ready-file.js';

/** The process is started with this, as its one argument in JSON. */
export interface ProvisionTask {
  readonly dataDir: string;
  readonly nodeIds: readonly string[];
}

/** From the supervisor, once the front end serves. */
export interface ProvisionRequest {
  readonly adminAddress: string;
}

export type ProvisionMessage =
  | { readonly kind: 'certificates' }
  | { readonly kind: 'provisioned'; readonly tenants: readonly ReadyTenant[]; readonly notices: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string; readonly hints: readonly string[] };
