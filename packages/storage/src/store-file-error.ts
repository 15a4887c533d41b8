/** The store cannot be opened as it is: wrong file, permissions, version or damage. The message says what to do. */
export class StoreFileError extends Error {
  override readonly name = 'StoreFileError';
}
