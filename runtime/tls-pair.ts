/** Tells at start whether a certificate and a key can serve TLS; otherwise every client would find out by itself. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** The settings that name the two files. */
export interface TlsPairNames {
  readonly cert: string;
  readonly key: string;
}

/**
 * What is wrong with the files of a certificate and its key, one line per setting at fault; none where they fit. Their
 * content is never quoted.
 */
export function tlsPairProblems(certFile: string, keyFile: string, names: TlsPairNames): string[] {
  const cert = attempt(`${names.cert} names ${certFile}, which is no PEM certificate`, () => {
    const pem = readFileSync(certFile);
    createSecureContext({ cert: pem });
    return { pem, certificate: new X509Certificate(pem) };
  });
  const key = attempt(`${names.key} names ${keyFile}, which is no PEM private key without a passphrase`, () => {
    const pem = readFileSync(keyFile);
    return { pem, privateKey: createPrivateKey({ key: pem, format: 'pem' }) };
  });
  if ('problem' in cert || 'problem' in key) return [cert, key].flatMap((it) => ('problem' in it ? [it.problem] : []));
  // The secure context alone takes a key of another type than the certificate's, and then serves nobody.
  if (!cert.certificate.checkPrivateKey(key.privateKey)) {
    return [`${names.key} names ${keyFile}, which is not the key of the certificate that ${names.cert} names`];
  }
  const pair = attempt(`${names.cert} and ${names.key} cannot serve TLS`, () =>
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
