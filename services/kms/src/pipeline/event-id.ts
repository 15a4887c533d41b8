/**
 * The eventID of an audit event. It is derived and not stored: a request has one event per account that it concerns,
 * and one more each time that it is decided again after its event was recorded. So request id, account and part name
 * it, for whoever expands the event and for whoever refers to it.
 */
import { createHash } from 'node:crypto';

/**
 * A UUID (RFC 9562, version 8).
 * @param part of a request with several events: how many came before.
 */
export function eventIdOf(requestId: string, accountId: string, part = 0): string {
  const name = part === 0 ? `${requestId}/${accountId}` : `${requestId}/${accountId}/${String(part)}`;
  const digest = createHash('sha256').update(name).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
