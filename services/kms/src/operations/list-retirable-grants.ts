import { KmsError } from '@strongroom/core/errors.js';
import { parsePrincipalArn } from '@strongroom/iam/principal-arn.js';
import { checkPrincipal } from '../grants/grant-request.js';
import { grantListEntry } from '../grants/grant.js';
import { operation } from '../pipeline/operation.js';
import { accessDenied } from '../pipeline/resolve-key.js';
import { checkListLimit, decodeMarker, page } from './support.js';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100;

/**
 * API reference: ListRetirableGrants. The grants, on keys of any account, that a principal of the caller's account may
 * retire.
 */
export const listRetirableGrants = operation({
  name: 'ListRetirableGrants',
  quota: 'list',
  readOnly: true,
  action: 'kms:ListRetirableGrants',
  resource: (input) => input.retiringPrincipal ?? input.retiringServicePrincipal ?? '*',
  crossAccount: false,
  check(input) {
    checkListLimit(input.limit, LIMIT_MAX);
    if ((input.retiringPrincipal === undefined) === (input.retiringServicePrincipal === undefined)) {
      throw new KmsError(
        'ValidationException',
        'You must specify either RetiringPrincipal or RetiringServicePrincipal, but not both.',
      );
    }
    checkPrincipal(input.retiringPrincipal);
  },
  async handle({ services, call, input }) {
    const retiree = input.retiringPrincipal ?? input.retiringServicePrincipal ?? '';
    // A service principal is nobody's but the service's, and no service calls here.
    if (parsePrincipalArn(retiree)?.accountId !== call.caller.principal.accountId) {
      throw accessDenied(call, 'kms:ListRetirableGrants', retiree);
    }
    const after = decodeMarker('ListRetirableGrants', input.marker);
    const { reads } = services.store;
    const { rows, more } = await reads.listRetirableGrants(
      call.region.region,
      retiree,
      after,
      input.limit ?? LIMIT_DEFAULT,
    );
    return {
      output: { grants: rows.map(grantListEntry), ...page('ListRetirableGrants', more, rows.at(-1)?.grant_id) },
    };
  },
});
