import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { parseAccountId, parseKmsKeyId, parseRegion } from '@strongroom/core/ids.js';
import {
  formatAliasArn,
  formatArn,
  formatKmsKeyArn,
  parseAliasArn,
  parseAliasName,
  parseArn,
  parseKmsKeyArn,
} from './arn.js';
import { assumedRoleArn, parsePrincipalArn, roleArn, rootArn, userArn } from './principal-arn.js';

const region = must(parseRegion('eu-central-1'), 'region');
const account = must(parseAccountId('111122223333'), 'account');
const keyId = must(parseKmsKeyId('1234abcd-12ab-34cd-56ef-1234567890ab'), 'key id');

describe('KMS ARNs', () => {
  it('are formatted and parsed', () => {
    const arn = formatKmsKeyArn(region, account, keyId);
    expect(arn).toBe('arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab');
    expect(parseKmsKeyArn(arn)).toEqual({ region, accountId: account, keyId });
    const aliasName = must(parseAliasName('alias/orders/2026_a-b'), 'alias');
    expect(parseAliasArn(formatAliasArn(region, account, aliasName))).toEqual({
      region,
      accountId: account,
      aliasName,
    });
    const china = must(parseRegion('cn-north-1'), 'region');
    expect(formatKmsKeyArn(china, account, keyId)).toMatch(/^arn:aws-cn:kms:cn-north-1:/);
  });

  it.each([
    '',
    'arn:aws:kms:eu-central-1:111122223333:key/',
    'arn:aws:kms:eu-central-1:111122223333:key/1234ABCD-12ab-34cd-56ef-1234567890ab',
    'arn:aws:kms:eu-central-1:11112222333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws:kms::111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws:s3:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws-cn:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\n',
    ' arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ])('refuse %j', (text) => {
    expect(parseKmsKeyArn(text)).toBeUndefined();
    expect(parseAliasArn(text)).toBeUndefined();
  });

  it('bound alias names', () => {
    expect(parseAliasName(`alias/${'a'.repeat(250)}`)).toBeDefined();
    expect(parseAliasName(`alias/${'a'.repeat(251)}`)).toBeUndefined();
    expect(parseAliasName('alias/')).toBeUndefined();
    expect(parseAliasName('orders')).toBeUndefined();
    expect(parseAliasName('alias/ü')).toBeUndefined();
  });
});

describe('ARNs in general', () => {
  it('round-trip, and arbitrary text never throws (property)', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `arn:aws:kms:eu-central-1:111122223333:${text}`),
        ),
        (text) => {
          const parts = parseArn(text);
          if (parts !== undefined) expect(formatArn(parts)).toBe(text);
          parsePrincipalArn(text);
        },
      ),
    );
    expect(parseArn(`arn:aws:iam::111122223333:user/${'a'.repeat(2048)}`)).toBeUndefined();
  });
});

describe('principal ARNs', () => {
  it('name one principal', () => {
    expect(parsePrincipalArn(rootArn(account))).toMatchObject({ kind: 'root', accountId: account });
    expect(parsePrincipalArn(userArn(account, 'alice'))).toMatchObject({ kind: 'user', name: 'alice', path: '/' });
    expect(parsePrincipalArn(roleArn(account, 'app'))).toMatchObject({ kind: 'role', name: 'app' });
    expect(parsePrincipalArn('arn:aws:iam::111122223333:role/team/sub/app')).toMatchObject({
      path: '/team/sub/',
      name: 'app',
    });
    expect(parsePrincipalArn(assumedRoleArn(account, 'app', 'session1'))).toMatchObject({
      kind: 'assumedRole',
      name: 'app',
      sessionName: 'session1',
    });
    expect(parsePrincipalArn('arn:aws:sts::111122223333:federated-user/bob')).toMatchObject({
      kind: 'federatedUser',
      name: 'bob',
    });
  });

  it.each([
    'arn:aws:iam::111122223333:user/*',
    'arn:aws:iam::111122223333:user/a*/bob',
    'arn:aws:iam::111122223333:user/',
    'arn:aws:iam::111122223333:group/admins',
    'arn:aws:iam::111122223333:root/x',
    'arn:aws:iam:eu-central-1:111122223333:root',
    'arn:aws:iam:::root',
    'arn:aws:sts::111122223333:assumed-role/app',
    'arn:aws:sts::111122223333:assumed-role/app/s',
    'arn:aws:sts::111122223333:assumed-role/app/session/x',
    'arn:aws:sts::111122223333:federated-user/bob/x',
    `arn:aws:iam::111122223333:user/${'a'.repeat(65)}`,
  ])('refuse %s', (text) => {
    expect(parsePrincipalArn(text)).toBeUndefined();
  });

  it('are not made from bad names', () => {
    expect(() => userArn(account, 'a/b')).toThrow(RangeError);
    expect(() => assumedRoleArn(account, 'app', '*')).toThrow(RangeError);
  });
});
