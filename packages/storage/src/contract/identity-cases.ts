/** The contract of the reads of principals and their credentials. */
import { deepEqual, equal } from 'node:assert/strict';
import { type ContractCase, withStore } from './harness.js';
import { ACCOUNT, insert, SAMPLE_ROWS, unit } from './sample-rows.js';

const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const BOB = `arn:aws:iam::${ACCOUNT}:user/bob`;

const belongings: ContractCase = {
  name: 'what belongs to a principal is listed by name, and nothing of another one',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const policy = (arn: string, name: string) =>
        insert('principal_policies', { principal_arn: arn, policy_name: name, document: name });
      const tag = (arn: string, name: string) =>
        insert('principal_tags', { principal_arn: arn, tag_key: name, tag_value: arn });
      const token = (arn: string, name: string) =>
        insert('bearer_tokens', { ...SAMPLE_ROWS.bearer_tokens, token_sha256: name, principal_arn: arn });
      const certificate = (arn: string, name: string) =>
        insert('client_certificates', { spki_sha256: name, principal_arn: arn, created_at: 1 });
      for (const write of [policy, tag, token, certificate]) {
        await store.commit(unit('', [write(ALICE, 'b'), write(ALICE, 'a'), write(BOB, 'c')]));
      }
      const { reads } = store;
      const names = ['a', 'b'];
      deepEqual(
        (await reads.principalPolicies(ALICE)).map((row) => row.policy_name),
        names,
      );
      deepEqual(
        (await reads.principalTags(ALICE)).map((row) => row.tag_key),
        names,
      );
      deepEqual(
        (await reads.bearerTokensOf(ALICE)).map((row) => row.token_sha256),
        names,
      );
      deepEqual(
        (await reads.clientCertificatesOf(ALICE)).map((row) => row.spki_sha256),
        names,
      );
      deepEqual(await reads.principalPolicies(`${ALICE}x`), []);
      const one = { principal_arn: ALICE, policy_name: 'a' };
      await store.commit(unit('', [{ kind: 'delete', table: 'principal_policies', match: one, rows: 1 }]));
      equal((await reads.principalPolicies(ALICE)).length, 1);
    }),
};

const sessions: ContractCase = {
  name: 'a role session is found by its access key, and expired access keys come oldest first',
  run: (harness) =>
    withStore(harness, 'fe-1', async (store) => {
      const { reads } = store;
      const expiries: readonly (readonly [string, number | null])[] = [
        ['D', 20],
        ['A', null],
        ['C', 20],
        ['B', 10],
        ['E', 31],
      ];
      await store.commit(
        unit(
          '',
          expiries.map(([id, at]) =>
            insert('access_keys', { ...SAMPLE_ROWS.access_keys, access_key_id: id, expires_at: at }),
          ),
        ),
      );
      deepEqual(await reads.accessKeysExpired(30, 10), ['B', 'C', 'D']);
      deepEqual(await reads.accessKeysExpired(20, 2), ['B', 'C']);
      deepEqual(await reads.accessKeysExpired(9, 10), []);
      const session = { ...SAMPLE_ROWS.role_sessions, access_key_id: 'B', session_policy: '{}', source_identity: 'x' };
      await store.commit(unit('', [insert('role_sessions', session)]));
      deepEqual(await reads.roleSession('B'), session);
      equal(await reads.roleSession('C'), undefined);
    }),
};

export const IDENTITY_CASES: readonly ContractCase[] = [belongings, sessions];
