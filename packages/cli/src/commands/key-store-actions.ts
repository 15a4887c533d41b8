/** The actions of `strongroom key-store`. */
import { readFileSync } from 'node:fs';
import type { KmsClient } from '@strongroom/client/client.js';
import { must } from '@strongroom/core/assert.js';
import { delay, systemMonotonic } from '@strongroom/core/time.js';
import type {
  CustomKeyStoresListEntry,
  XksProxyAuthenticationCredentialType,
} from '@strongroom/proto/gen/kms-types.js';
import { CliError, EXIT } from '../cli-error.js';
import type { CommandContext } from '../command-context.js';
import { table } from '../table.js';
import { withKms } from './connected.js';
import type { ProxyFlags, RegionFlag, UpdateFlags } from './key-store-command.js';

const POLL_MS = 200;
const SETTLE_MAX_MS = 60_000;
const STANDARD_INPUT = 0;

export async function createKeyStore(context: CommandContext, name: string, flags: ProxyFlags): Promise<void> {
  const xksProxyAuthenticationCredential = must(credentialOf(flags), 'commander requires both options');
  const made = await withKms(context, flags.region, (kms) =>
    kms.createCustomKeyStore({
      customKeyStoreName: name,
      customKeyStoreType: 'EXTERNAL_KEY_STORE',
      xksProxyConnectivity: 'PUBLIC_ENDPOINT',
      ...uriOf(flags),
      xksProxyAuthenticationCredential,
    }),
  );
  context.output().notice(`next: strongroom key-store connect ${made.customKeyStoreId ?? ''}`);
  context.output().result(made, () => made.customKeyStoreId ?? '');
}

export async function listKeyStores(context: CommandContext, flags: RegionFlag): Promise<void> {
  const customKeyStores = await withKms(context, flags.region, allStores);
  context.output().result({ customKeyStores }, () =>
    table(
      ['id', 'name', 'state', 'proxy'],
      customKeyStores.map((store) => [
        store.customKeyStoreId ?? '',
        store.customKeyStoreName ?? '',
        [store.connectionState, store.connectionErrorCode].filter((part) => part !== undefined).join(' '),
        `${store.xksProxyConfiguration?.uriEndpoint ?? ''}${store.xksProxyConfiguration?.uriPath ?? ''}`,
      ]),
    ),
  );
}

export async function connectKeyStore(context: CommandContext, name: string, flags: RegionFlag): Promise<void> {
  await settle(context, name, flags, 'CONNECTED', (kms, customKeyStoreId) =>
    kms.connectCustomKeyStore({ customKeyStoreId }),
  );
}

export async function disconnectKeyStore(context: CommandContext, name: string, flags: RegionFlag): Promise<void> {
  await settle(context, name, flags, 'DISCONNECTED', (kms, customKeyStoreId) =>
    kms.disconnectCustomKeyStore({ customKeyStoreId }),
  );
}

export async function updateKeyStore(context: CommandContext, name: string, flags: UpdateFlags): Promise<void> {
  const credential = credentialOf(flags);
  const customKeyStoreId = await withKms(context, flags.region, async (kms) => {
    const id = await idOf(kms, name);
    await kms.updateCustomKeyStore({
      customKeyStoreId: id,
      ...(flags.name === undefined ? {} : { newCustomKeyStoreName: flags.name }),
      ...uriOf(flags),
      ...(credential === undefined ? {} : { xksProxyAuthenticationCredential: credential }),
    });
    return id;
  });
  context.output().result({ customKeyStoreId }, () => customKeyStoreId);
}

export async function deleteKeyStore(context: CommandContext, name: string, flags: RegionFlag): Promise<void> {
  const customKeyStoreId = await withKms(context, flags.region, async (kms) => {
    const id = await idOf(kms, name);
    await kms.deleteCustomKeyStore({ customKeyStoreId: id });
    return id;
  });
  context.output().result({ customKeyStoreId }, () => customKeyStoreId);
}

/** Ids are `cks-…`; anything else is a name. */
export async function idOf(kms: KmsClient, name: string): Promise<string> {
  if (/^cks-[0-9a-f]{17}$/.test(name)) return name;
  const { customKeyStores } = await kms.describeCustomKeyStores({ customKeyStoreName: name });
  return must(customKeyStores?.[0]?.customKeyStoreId, 'a store that is found has an id');
}

/** Asks for a change of the connection, and waits until it has happened. */
async function settle(
  context: CommandContext,
  name: string,
  flags: RegionFlag,
  wanted: 'CONNECTED' | 'DISCONNECTED',
  ask: (kms: KmsClient, customKeyStoreId: string) => Promise<unknown>,
): Promise<void> {
  const store = await withKms(context, flags.region, async (kms) => {
    const customKeyStoreId = await idOf(kms, name);
    await ask(kms, customKeyStoreId);
    const end = systemMonotonic.now() + SETTLE_MAX_MS;
    for (;;) {
      const { customKeyStores } = await kms.describeCustomKeyStores({ customKeyStoreId });
      const found = must(customKeyStores?.[0], 'the store is there');
      const { connectionState } = found;
      if (connectionState !== 'CONNECTING' && connectionState !== 'DISCONNECTING') return found;
      if (systemMonotonic.now() > end) return found;
      await delay(systemMonotonic, POLL_MS);
    }
  });
  if (store.connectionState !== wanted) throw notSettled(store);
  context.output().result(store, () => store.connectionState ?? '');
}

function notSettled(store: CustomKeyStoresListEntry): CliError {
  const { customKeyStoreId, connectionState, connectionErrorCode } = store;
  const reason = connectionErrorCode === undefined ? '' : `: ${connectionErrorCode}`;
  return new CliError(`the key store is ${connectionState ?? 'in an unknown state'}${reason}`, {
    hints: [`strongroom key-store disconnect ${customKeyStoreId ?? ''}`, 'then mend it, and connect it again'],
  });
}

async function allStores(kms: KmsClient): Promise<CustomKeyStoresListEntry[]> {
  const stores: CustomKeyStoresListEntry[] = [];
  let marker: string | undefined;
  do {
    const page = await kms.describeCustomKeyStores(marker === undefined ? {} : { marker });
    stores.push(...(page.customKeyStores ?? []));
    marker = page.truncated === true ? page.nextMarker : undefined;
  } while (marker !== undefined);
  return stores;
}

function uriOf({ endpoint, path }: ProxyFlags) {
  return {
    ...(endpoint === undefined ? {} : { xksProxyUriEndpoint: endpoint }),
    ...(path === undefined ? {} : { xksProxyUriPath: path }),
  };
}

/** The secret comes from a file: what is on the command line is in the list of processes. */
function credentialOf({ accessKey, secretFile }: ProxyFlags): XksProxyAuthenticationCredentialType | undefined {
  if (accessKey === undefined && secretFile === undefined) return undefined;
  if (accessKey === undefined || secretFile === undefined) {
    throw new CliError('a credential is an access key id and a secret', {
      hints: ['give --access-key and --secret-file'],
      exitCode: EXIT.USAGE,
    });
  }
  const rawSecretAccessKey = readFileSync(secretFile === '-' ? STANDARD_INPUT : secretFile, 'utf8').trim();
  return { accessKeyId: accessKey, rawSecretAccessKey };
}
