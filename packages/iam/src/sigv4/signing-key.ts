/**
 * SigV4's key chain. In operation the HSM derives signing keys from secrets that never leave it; this is for permissive
 * mode and for parity.
 */
import { createHmac } from 'node:crypto';
import { utf8 } from '@strongroom/core/bytes.js';

/**
 * HMAC chain over date, Region, service and `aws4_request` (IAM User Guide, "Calculate a signature").
 * @param date `YYYYMMDD`
 * @returns 32 bytes. They sign anything of that day, Region and service: as secret as the secret itself.
 */
export function deriveSigningKey(secret: string, date: string, region: string, service: string): Uint8Array {
  let chained: Uint8Array = utf8(`AWS4${secret}`);
  for (const part of [date, region, service, 'aws4_request']) {
    const next = createHmac('sha256', chained).update(part).digest();
    chained.fill(0);
    chained = next;
  }
  return chained;
}
