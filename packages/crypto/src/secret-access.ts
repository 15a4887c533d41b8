/**
 * The token that opens {@link SecretBytes}. Only packages/crypto and services/hsm/src/boundary may import this file;
 * tools/tidy checks that. Holding the type is not enough: `expose` compares the very object.
 */
export class SecretAccess {
  /** A private name makes the class nominal: no look-alike object has this type. */
  readonly #name = 'SecretAccess';

  toString(): string {
    return this.#name;
  }
}

export const SECRET_ACCESS = new SecretAccess();
