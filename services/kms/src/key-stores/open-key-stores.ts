/** Puts custom key stores together: the backends of this installation, and what connects them. */
import type { RealTime } from '@strongroom/core/time.js';
import type { Services } from '../services.js';
import { XksClient } from '../xks/xks-client.js';
import { XksTransport, type TransportOptions } from '../xks/xks-transport.js';
import { ExternalKeyStores } from './external-key-stores.js';
import { KeyStoreConnections } from './key-store-connections.js';
import { KeyStores } from './key-stores.js';

type Parts = Pick<Services, 'store' | 'clock' | 'monotonic' | 'rng' | 'log' | 'regions'> & {
  readonly realTime: RealTime;
};

export interface OpenKeyStores {
  readonly keyStores: KeyStores;
  /** Ends what is being connected, and the connections to proxies. */
  stop(): Promise<void>;
}

export function openKeyStores(options: TransportOptions, parts: Parts): OpenKeyStores {
  const transport = new XksTransport(options, parts.monotonic);
  const external = new ExternalKeyStores(new XksClient(transport, parts.realTime), parts);
  const connections = new KeyStoreConnections({ ...parts, backends: [external] });
  return {
    keyStores: new KeyStores(parts.store.reads, external, connections),
    async stop() {
      await connections.stop();
      transport.close();
    },
  };
}
