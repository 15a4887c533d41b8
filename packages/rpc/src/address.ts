/** Addresses as configuration and ready messages write them. */

/** Splits `host:port`. @throws RangeError when it is not that. */
export function splitAddress(address: string): { host: string; port: number } {
  const match = /^(\[[0-9a-fA-F:.]{2,45}\]|[^\s:[\]]{1,253}):(\d{1,5})$/.exec(address);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port > 65_535) throw new RangeError(`"address" expected host:port, got ${address}`);
  return { host: match[1], port };
}
