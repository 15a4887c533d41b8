/** What a custom key store stands on: one implementation for each CustomKeyStoreType that an installation has. */
import type { ConnectionErrorCodeType, CustomKeyStoreType } from '@strongroom/proto/gen/kms-types.js';
import type { CustomKeyStore } from './key-store-record.js';

export interface KeyStoreBackend {
  readonly type: CustomKeyStoreType;
  /**
   * Does what a store needs before its keys can be used; may be repeated after a crash. Ends by itself.
   * @returns why it failed, or undefined
   */
  connect(store: CustomKeyStore): Promise<ConnectionErrorCodeType | undefined>;
  /** Lets go of what `connect` took. */
  disconnect(store: CustomKeyStore): Promise<void>;
  /** Whether a connected store is well. A store that is not stays connected: its keys fail one by one. */
  check(store: CustomKeyStore): Promise<ConnectionErrorCodeType | undefined>;
}
