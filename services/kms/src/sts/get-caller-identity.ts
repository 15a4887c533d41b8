/** GetCallerIdentity (STS API reference): who am I. Nobody needs a permission for it. */
import type { StsCall } from './sts-call.js';
import { stsEvent } from './sts-event.js';
import type { XmlElement } from './xml.js';

export async function getCallerIdentity(call: StsCall): Promise<readonly XmlElement[]> {
  call.parameters.finish();
  const event = stsEvent(call, { name: 'GetCallerIdentity', readOnly: true, parameters: {} });
  await call.services.store.commit({ event, writes: [], entities: [] });
  const { arn, principalId, accountId } = call.caller.principal;
  return [
    ['Arn', arn],
    ['UserId', principalId],
    ['Account', accountId],
  ];
}
