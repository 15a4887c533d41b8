/** Why a sealed file is not opened. No part of the plaintext is released with any of them. */
export type SealedFileFault =
  /** Not our format, or a newer version of it. */
  | 'not-sealed'
  /** A bit differs from what was written, or chunks were moved, removed or added. */
  | 'damaged'
  /** The end is missing. */
  | 'truncated'
  | 'too-large';

export class SealedFileError extends Error {
  override readonly name = 'SealedFileError';
  readonly fault: SealedFileFault;

  constructor(fault: SealedFileFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
