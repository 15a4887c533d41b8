import { keyArn } from '../keys/key-record.js';
import { operation } from '../pipeline/operation.js';
import { decodeMarker, page } from './support.js';

const LIMIT_DEFAULT = 100;

/** API reference: ListKeys. Every key of the account in this Region, whatever its state. */
export const listKeys = operation({
  name: 'ListKeys',
  quota: 'list',
  readOnly: true,
  action: 'kms:ListKeys',
  crossAccount: false,
  async handle({ services, call, input }) {
    const { accountId } = call.caller.principal;
    const { region } = call.region;
    const after = decodeMarker('ListKeys', input.marker);
    const { rows, more } = await services.store.reads.listKeyIds(
      region,
      accountId,
      after,
      input.limit ?? LIMIT_DEFAULT,
    );
    return {
      output: {
        keys: rows.map((keyId) => ({ keyId, keyArn: keyArn(region, accountId, keyId) })),
        ...page('ListKeys', more, rows.at(-1)),
      },
    };
  },
});
