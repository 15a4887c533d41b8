/** What the pool needs of a logger; pino's satisfies it. Fields never hold payloads, tokens or contexts. */
export interface PoolLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
