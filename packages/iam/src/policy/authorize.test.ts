import { describe, expect, it } from 'vitest';
import { decide } from '../testing/policy-cases/case.js';
import { CROSS_ACCOUNT } from '../testing/policy-cases/cross-account.js';
import { ONE_ACCOUNT } from '../testing/policy-cases/one-account.js';
import { SESSIONS_AND_GRANTS } from '../testing/policy-cases/sessions-and-grants.js';

describe.each([
  ['within one account', ONE_ACCOUNT],
  ['sessions, grants and services', SESSIONS_AND_GRANTS],
  ['across accounts', CROSS_ACCOUNT],
])('authorize %s', (_what, cases) => {
  it.each(cases)('%s', (_name, as, setting, gives) => {
    expect(decide(as, setting)).toBe(gives);
  });
});
