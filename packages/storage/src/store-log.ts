/** What the store needs of a logger; pino's fits. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** For callers that have no logger. */
export const SILENT_LOG: StoreLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
