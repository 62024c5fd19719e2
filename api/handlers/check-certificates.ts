/** Certificates of authorities, as clients hand them in. */

import { X509Certificate } from 'node:crypto';
import { unusable } from './found.ts';

/**
 * One that cannot be read would fail every connection later, far from whoever sent it.
 * @throws CapstanError `unprocessable` that points at the field.
 */
export function checkCertificates(field: string, pem: string): void {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
    if (blocks.length > 0) return;
  } catch {
    // OpenSSL's reasons add nothing to the refusal below.
  }
  throw unusable(field, 'holds a certificate that cannot be read');
}
