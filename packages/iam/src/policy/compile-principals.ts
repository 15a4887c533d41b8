/**
 * How directly a statement names who asks. It decides what else may limit the permission (IAM User Guide, "Policy
 * evaluation for requests within a single account", "Permissions boundaries: resource-based policies").
 */
import type { PrincipalElement, PolicyPrincipal } from './policy-document.js';
import type { RequestPrincipal } from './request-principal.js';

/** In ascending order; the most direct of several counts. */
export const Naming = {
  /** Not at all. */
  NONE: 0,
  /** The account: it delegates to the account's identity policies. */
  ACCOUNT: 1,
  /** A session by its role, a federated user by its user, or anybody by `*`: boundary and session policies limit it. */
  INDIRECT: 2,
  /** A user, session, service or account root itself. */
  DIRECT: 3,
} as const;
export type Naming = (typeof Naming)[keyof typeof Naming];

/** @param bounded whether a permissions boundary limits the principal. */
export type PrincipalMatcher = (principal: RequestPrincipal, bounded: boolean) => Naming;

export function compilePrincipals(element: PrincipalElement): PrincipalMatcher {
  const named = new NamedPrincipals(element.principals);
  // AWS spares nobody who has a boundary (User Guide, "NotPrincipal": "… will always deny any IAM principal that has a
  // permissions boundary policy attached").
  return element.negated
    ? (principal, bounded) => (!bounded && named.haveAllOf(principal) ? Naming.NONE : Naming.DIRECT)
    : (principal) => named.naming(principal);
}

class NamedPrincipals {
  readonly #everyone: boolean;
  readonly #accounts: ReadonlySet<string>;
  /** ARNs and unique ids. */
  readonly #names: ReadonlySet<string>;
  readonly #services: ReadonlySet<string>;

  constructor(principals: readonly PolicyPrincipal[]) {
    this.#everyone = principals.some(({ kind }) => kind === 'everyone');
    this.#accounts = new Set(principals.flatMap((each) => (each.kind === 'account' ? [each.accountId] : [])));
    this.#services = new Set(principals.flatMap((each) => (each.kind === 'service' ? [each.name] : [])));
    this.#names = new Set(
      principals.flatMap((each) => {
        if (each.kind === 'principal') return [each.arn];
        return each.kind === 'principalId' ? [each.id] : [];
      }),
    );
  }

  naming(principal: RequestPrincipal): Naming {
    if (this.#namesItself(principal)) return Naming.DIRECT;
    if (this.#everyone) return isUnlimited(principal) ? Naming.DIRECT : Naming.INDIRECT;
    if (this.#namesParent(principal)) return Naming.INDIRECT;
    return principal.kind !== 'service' && this.#accounts.has(principal.accountId) ? Naming.ACCOUNT : Naming.NONE;
  }

  /**
   * NotPrincipal spares only whom it names in every respect: a session as session, role and account (User Guide,
   * "AWS JSON policy elements: NotPrincipal").
   */
  haveAllOf(principal: RequestPrincipal): boolean {
    if (this.#everyone) return true;
    if (principal.kind === 'service') return this.#services.has(principal.name);
    if (!this.#accounts.has(principal.accountId)) return false;
    switch (principal.kind) {
      case 'root':
        return true;
      case 'user':
        return this.#namesItself(principal);
      case 'role':
        return this.#namesParent(principal);
      case 'assumedRole':
        return this.#namesItself(principal) && this.#namesParent(principal);
      case 'federatedUser':
        return this.#namesItself(principal) && (principal.userArn === undefined || this.#namesParent(principal));
    }
  }

  #namesItself(principal: RequestPrincipal): boolean {
    switch (principal.kind) {
      case 'service':
        return this.#services.has(principal.name);
      case 'root':
        return this.#accounts.has(principal.accountId);
      case 'user':
        return this.#names.has(principal.arn) || this.#hasId(principal.uniqueId);
      case 'role':
        // Only a session of the role can call; whoever asks in the role's name is limited as its sessions are.
        return false;
      case 'assumedRole':
      case 'federatedUser':
        return this.#names.has(principal.arn);
    }
  }

  #namesParent(principal: RequestPrincipal): boolean {
    if (principal.kind === 'role') return this.#names.has(principal.arn) || this.#hasId(principal.uniqueId);
    if (principal.kind === 'assumedRole') {
      return this.#names.has(principal.roleArn) || this.#hasId(principal.uniqueId);
    }
    if (principal.kind !== 'federatedUser' || principal.userArn === undefined) return false;
    return this.#names.has(principal.userArn);
  }

  #hasId(uniqueId: string | undefined): boolean {
    return uniqueId !== undefined && this.#names.has(uniqueId);
  }
}

/** Services and account roots have no boundary. */
function isUnlimited(principal: RequestPrincipal): boolean {
  return principal.kind === 'service' || principal.kind === 'root';
}
