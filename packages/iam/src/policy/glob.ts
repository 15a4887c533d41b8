/**
 * Wildcard matching without backtracking: `*` stands for any characters, `?` for any one UTF-16 code unit. The pieces
 * between stars are found leftmost, one after the other, by the shift-and algorithm (Baeza-Yates and Gonnet, 1992): a
 * bit for each character of the piece says whether the piece so far ends here. So each character of the text is read at
 * most twice, whatever the pattern, and costs a few instructions per 32 characters of a piece.
 */

/** Any one code unit. */
export const ANY_ONE = Symbol('?');
/** Any code units, also none. */
export const ANY_MANY = Symbol('*');

/** A pattern: literal texts and wildcards. */
export type GlobToken = string | typeof ANY_ONE | typeof ANY_MANY;

/** What is read of a text. */
export type GlobText = Pick<string, 'length' | 'charCodeAt'>;

const WILD = -1;
const WORD_BITS = 32;

export class Glob {
  readonly #first: Piece;
  readonly #middle: readonly Piece[];
  /** Undefined: the pattern has no star, and `first` is all of it. */
  readonly #last: Piece | undefined;
  readonly #minLength: number;

  constructor(tokens: readonly GlobToken[]) {
    const pieces: number[][] = [[]];
    for (const token of tokens) {
      if (token === ANY_MANY) pieces.push([]);
      else if (token === ANY_ONE) pieces.at(-1)?.push(WILD);
      else for (let index = 0; index < token.length; index++) pieces.at(-1)?.push(token.charCodeAt(index));
    }
    this.#minLength = pieces.reduce((sum, codes) => sum + codes.length, 0);
    const [first, ...rest] = pieces.map((codes) => new Piece(codes));
    this.#last = rest.pop();
    this.#first = first ?? new Piece([]);
    this.#middle = rest.filter((piece) => piece.length > 0);
  }

  matches(text: GlobText): boolean {
    const last = this.#last;
    if (last === undefined) return text.length === this.#minLength && this.#first.isAt(text, 0);
    if (text.length < this.#minLength) return false;
    const end = text.length - last.length;
    if (!this.#first.isAt(text, 0) || !last.isAt(text, end)) return false;
    let from = this.#first.length;
    for (const piece of this.#middle) {
      from = piece.endOfFirst(text, from, end);
      if (from < 0) return false;
    }
    return true;
  }
}

/** Characters without a star between them. */
class Piece {
  readonly #codes: readonly number[];
  #masks: Masks | undefined;

  constructor(codes: readonly number[]) {
    this.#codes = codes;
  }

  get length(): number {
    return this.#codes.length;
  }

  isAt(text: GlobText, position: number): boolean {
    for (let index = 0; index < this.#codes.length; index++) {
      const code = this.#codes[index];
      if (code !== WILD && code !== text.charCodeAt(position + index)) return false;
    }
    return true;
  }

  /** Where the first occurrence that begins at `from` or later and ends at `end` or before ends; -1: there is none. */
  endOfFirst(text: GlobText, from: number, end: number): number {
    const { byCode, other, state, found } = (this.#masks ??= masksOf(this.#codes));
    const top = state.length - 1;
    state.fill(0);
    for (let position = from; position < end; position++) {
      const mask = byCode.get(text.charCodeAt(position)) ?? other;
      let carry = 1;
      for (let word = 0; word <= top; word++) {
        const bits = state[word] ?? 0;
        state[word] = ((bits << 1) | carry) & (mask[word] ?? 0);
        carry = bits >>> (WORD_BITS - 1);
      }
      if (((state[top] ?? 0) & found) !== 0) return position + 1;
    }
    return -1;
  }
}

interface Masks {
  /** Bit i: the character may stand at index i. */
  readonly byCode: ReadonlyMap<number, Uint32Array>;
  /** The same for characters that the piece does not name. */
  readonly other: Uint32Array;
  /** Bit i: the first i + 1 characters end here. Scratch of one search. */
  readonly state: Uint32Array;
  /** The bit of the last character, in the last word. */
  readonly found: number;
}

function masksOf(codes: readonly number[]): Masks {
  const words = Math.ceil(codes.length / WORD_BITS);
  const other = new Uint32Array(words);
  for (const [index, code] of codes.entries()) if (code === WILD) setBit(other, index);
  const byCode = new Map<number, Uint32Array>();
  for (const [index, code] of codes.entries()) {
    if (code === WILD) continue;
    const mask = byCode.get(code) ?? other.slice();
    setBit(mask, index);
    byCode.set(code, mask);
  }
  return { byCode, other, state: new Uint32Array(words), found: 1 << ((codes.length - 1) % WORD_BITS) };
}

function setBit(mask: Uint32Array, index: number): void {
  const word = Math.floor(index / WORD_BITS);
  mask[word] = (mask[word] ?? 0) | (1 << (index % WORD_BITS));
}
