/** Tells at start whether a certificate and a key can serve TLS; otherwise every client would find out by itself. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/**
 * What is wrong with the files that CAPSTAN_TLS_CERT and CAPSTAN_TLS_KEY name, one line per setting at
 * fault; none where they fit. Their content is never quoted.
 */
export function tlsPairProblems(certFile: string, keyFile: string): string[] {
  const cert = attempt(`CAPSTAN_TLS_CERT names ${certFile}, which is no PEM certificate`, () => {
    const pem = readFileSync(certFile);
    createSecureContext({ cert: pem });
    return { pem, certificate: new X509Certificate(pem) };
  });
  const key = attempt(`CAPSTAN_TLS_KEY names ${keyFile}, which is no PEM private key without a passphrase`, () => {
    const pem = readFileSync(keyFile);
    return { pem, privateKey: createPrivateKey({ key: pem, format: 'pem' }) };
  });
  if ('problem' in cert || 'problem' in key) return [cert, key].flatMap((it) => ('problem' in it ? [it.problem] : []));
  // The secure context alone takes a key of another type than the certificate's, and then serves nobody.
  if (!cert.certificate.checkPrivateKey(key.privateKey)) {
    return [`CAPSTAN_TLS_KEY names ${keyFile}, which is not the key of the certificate that CAPSTAN_TLS_CERT names`];
  }
  const pair = attempt('CAPSTAN_TLS_CERT and CAPSTAN_TLS_KEY cannot serve TLS', () =>
    createSecureContext({ cert: cert.pem, key: key.pem }),
  );
  return 'problem' in pair ? [pair.problem] : [];
}

function attempt<Result extends object>(what: string, action: () => Result): Result | { readonly problem: string } {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unreadable';
    return { problem: `${what} (${code})` };
  }
}
