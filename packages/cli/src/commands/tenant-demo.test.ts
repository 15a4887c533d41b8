import { expect, test } from 'vitest';
import { shellText } from './env-command.js';
import { demoVariables, tenantText } from './tenant-demo.js';

const tenant = {
  accountId: '111122223333',
  name: 'demo-a',
  arn: 'arn:aws:iam::111122223333:root',
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: "it's/secret+",
  token: 'srt_example',
};

test('exports survive a POSIX shell, whatever a secret contains', () => {
  expect(shellText(demoVariables(tenant, 'eu-west-1')).split('\n')).toEqual([
    "export AWS_REGION='eu-west-1'",
    "export AWS_DEFAULT_REGION='eu-west-1'",
    "export AWS_ACCESS_KEY_ID='AKIAEXAMPLE'",
    `export AWS_SECRET_ACCESS_KEY='it'\\''s/secret+'`,
    "export STRONGROOM_CLI_TOKEN='srt_example'",
    'unset AWS_SESSION_TOKEN',
  ]);
});

test('shows every credential of a tenant', () => {
  const text = tenantText(tenant);
  for (const value of Object.values(tenant)) expect(text).toContain(value);
});
