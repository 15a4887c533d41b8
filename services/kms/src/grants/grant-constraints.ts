/**
 * Grant constraints (API reference, GrantConstraints). In a constraint the keys of an encryption context are not case
 * sensitive, the values are.
 */
import type { GrantConstraints } from '@strongroom/proto/gen/kms-types.js';

type Context = Readonly<Record<string, string>>;

/**
 * Whether a request with this encryption context is within the constraints. No request is made on behalf of an AWS
 * resource here, so that a SourceArn is never met.
 * @param context undefined for an operation that has none: only SourceArn applies to it
 */
export function meetsConstraints(constraints: GrantConstraints | undefined, context: Context | undefined): boolean {
  if (constraints === undefined) return true;
  if (constraints.sourceArn !== undefined) return false;
  if (context === undefined) return true;
  const { encryptionContextEquals: equals, encryptionContextSubset: subset } = constraints;
  return (equals === undefined || isEqual(context, equals)) && (subset === undefined || includes(context, subset));
}

/** Whether everything that meets `inner` also meets `outer`: a grantee passes on no more than it has. */
export function isAsStrict(inner: GrantConstraints | undefined, outer: GrantConstraints | undefined): boolean {
  if (outer === undefined) return true;
  if (outer.sourceArn !== undefined && inner?.sourceArn !== outer.sourceArn) return false;
  const { encryptionContextEquals: equals, encryptionContextSubset: subset } = inner ?? {};
  const { encryptionContextEquals: outerEquals, encryptionContextSubset: outerSubset } = outer;
  if (outerEquals !== undefined && (equals === undefined || !isEqual(equals, outerEquals))) return false;
  if (outerSubset === undefined) return true;
  return [equals, subset].some((context) => context !== undefined && includes(context, outerSubset));
}

function isEqual(context: Context, constraint: Context): boolean {
  return includes(context, constraint) && includes(constraint, context);
}

/** Whether every pair of `constraint` is in `context`. Both are small: a constraint has at most eight pairs. */
function includes(context: Context, constraint: Context): boolean {
  const pairs = Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]);
  return Object.entries(constraint).every(([key, value]) =>
    pairs.some(([present, of]) => present === key.toLowerCase() && of === value),
  );
}
