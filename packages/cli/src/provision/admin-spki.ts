/** The administrator's public key as the front end's admin door knows it. */
import { readFileSync } from 'node:fs';
import { certificateDerOfPem, spkiFingerprint } from '@strongroom/rpc/spki.js';
import { CERTIFICATE, type Layout } from '../layout.js';

/** Lower-case hex SHA-256 of the SubjectPublicKeyInfo. */
export function adminSpkiSha256(layout: Layout): string {
  return spkiFingerprint(certificateDerOfPem(readFileSync(layout.certificateFile(CERTIFICATE.admin), 'utf8')));
}
