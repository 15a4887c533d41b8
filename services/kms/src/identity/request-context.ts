/**
 * Condition keys of requests on AWS's wire that are not about KMS keys: STS and CloudTrail (IAM User Guide, "AWS global
 * condition context keys").
 */
export interface RequestFacts {
  readonly sourceAddress: string;
  readonly userAgent: string;
  readonly region: string;
  /** Civil epoch milliseconds. */
  readonly now: number;
}

/** By condition key in lower case. */
export function requestContext(facts: RequestFacts): Readonly<Record<string, string>> {
  return {
    'aws:requestedregion': facts.region,
    'aws:sourceip': facts.sourceAddress,
    'aws:useragent': facts.userAgent,
    'aws:securetransport': 'false',
    'aws:currenttime': new Date(facts.now).toISOString(),
    'aws:epochtime': String(Math.floor(facts.now / 1000)),
  };
}
