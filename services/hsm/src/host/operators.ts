/**
 * The operators of the current domain, by the fingerprint of their public key: who may open a link or administer the
 * node.
 */
import { createHash } from 'node:crypto';
import type { DomainView } from '../wire/root-messages.js';

export class Operators {
  #roles = new Map<string, string>();

  /**
   * False until the node has been a member since its start: then any certificate of the configured authority
   * administers it.
   */
  get known(): boolean {
    return this.#roles.size > 0;
  }

  replace(view: DomainView): void {
    this.#roles = new Map(
      view.operators.map(({ publicKey, role }) => [createHash('sha256').update(publicKey).digest('hex'), role]),
    );
  }

  forget(): void {
    this.#roles.clear();
  }

  isOperator(spkiSha256: string): boolean {
    return this.#roles.has(spkiSha256);
  }

  isKmsOperator(spkiSha256: string): boolean {
    return this.#roles.get(spkiSha256) === 'kms-operator';
  }

  isServiceHost(spkiSha256: string): boolean {
    return this.#roles.get(spkiSha256) === 'service-host';
  }
}
