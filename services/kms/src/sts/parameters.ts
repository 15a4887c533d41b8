/** The parameters of one action, taken one by one: what nobody has asked for by the end is refused. */
import { KmsError } from '@strongroom/core/errors.js';

const LIST_MAX_COUNT = 50;

export class Parameters {
  readonly #values: Map<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = new Map(values);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  /** @throws KmsError ValidationException when it is missing or empty. */
  required(name: string): string {
    const value = this.text(name) ?? '';
    if (value === '') {
      throw new KmsError(
        'ValidationException',
        `1 validation error detected: Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`,
      );
    }
    return value;
  }

  /** @throws KmsError ValidationException for anything but a decimal number. */
  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,9}$/.test(value)) throw new KmsError('ValidationException', `${name} must be a whole number.`);
    return Number(value);
  }

  /** `NAME.member.1` and on. */
  texts(name: string): string[] {
    return this.#members(name, (prefix) => this.text(prefix));
  }

  /**
   * `NAME.member.1.Key`, `NAME.member.1.Value` and on.
   * @throws KmsError ValidationException for a key without value.
   */
  pairs(name: string): (readonly [key: string, value: string])[] {
    return this.#members(name, (prefix) => {
      const key = this.text(`${prefix}.Key`);
      return key === undefined ? undefined : ([key, this.#present(`${prefix}.Value`)] as const);
    });
  }

  /** May be empty, but must be there. */
  #present(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new KmsError('ValidationException', `The parameter ${name} is missing.`);
    return value;
  }

  #members<T>(name: string, read: (prefix: string) => T | undefined): T[] {
    // How clients write an empty list.
    if (this.#values.get(name) === '') this.#values.delete(name);
    const members: T[] = [];
    for (let index = 1; index <= LIST_MAX_COUNT; index += 1) {
      const member = read(`${name}.member.${String(index)}`);
      if (member === undefined) break;
      members.push(member);
    }
    return members;
  }

  /** @throws KmsError ValidationException naming what is left. */
  finish(): void {
    const [left] = this.#values.keys();
    if (left !== undefined) {
      throw new KmsError('ValidationException', `The parameter ${left} is not known or not supported here.`);
    }
  }
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
