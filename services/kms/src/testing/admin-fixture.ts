/** The handlers of the admin door as plain functions over a {@link frontEndFixture}, for unit tests. */
import { utf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { generateAccessKeySecretResult, SLOT_COMMAND } from '@strongroom/proto/slot-protocol.js';
import type { AdminCall, AdminHandler, Unary } from '../admin/admin-call.js';
import { credentialHandlers } from '../admin/credentials.js';
import { principalPolicyHandlers } from '../admin/principal-policies.js';
import { principalHandlers } from '../admin/principals.js';
import { roleHandlers } from '../admin/roles.js';
import { defaultHsm, frontEndFixture, type FrontEndFixture } from './front-end-fixture.js';

export interface AdminFixture extends FrontEndFixture {
  readonly admin: Readonly<Record<string, (request: object) => Promise<Record<string, unknown>>>>;
  /** What was audited, in order. */
  readonly audited: { readonly name: string; readonly parameters: object }[];
}

export async function adminFixture(): Promise<AdminFixture> {
  const frontEnd = await frontEndFixture();
  const { services, store } = frontEnd;
  const otherwise = defaultHsm(services.rng);
  frontEnd.setHsm((request) => {
    if (request.command !== SLOT_COMMAND.GENERATE_ACCESS_KEY_SECRET) return otherwise(request);
    const material = { materialId: services.rng.bytes(32), ekt: utf8('an EKT') };
    return Promise.resolve(generateAccessKeySecretResult.write({ secret: utf8('a secret'), material }));
  });
  const audited: { name: string; parameters: object }[] = [];
  const call: AdminCall = {
    services,
    commit: async ({ name, parameters, writes, entities, guard }) => {
      const unit = { event: utf8(JSON.stringify({ name, parameters })), writes, entities };
      const outcome = await store.commit(guard === undefined ? unit : { ...unit, guard });
      if (outcome.kind === 'conflict') throw new KmsError('AlreadyExistsException', 'changed meanwhile');
      audited.push({ name, parameters });
    },
  };
  const unary: Unary = <Request, Response>(handler: AdminHandler<Request, Response>) =>
    ((request: Request) => handler(call, request)) as never;
  const handlers = {
    ...principalHandlers(unary),
    ...principalPolicyHandlers(unary),
    ...roleHandlers(unary),
    ...credentialHandlers(unary),
  };
  return { ...frontEnd, admin: handlers as unknown as AdminFixture['admin'], audited };
}
