/** Accounts that log in with short-lived SSH certificates: whom a certificate names, how long it holds, and what there is not to do. */

import type { ConnectorKind } from './target.ts';

/** What a certificate names where the platform says nothing else: the account itself, as sshd expects it. */
export const DEFAULT_PRINCIPAL = '{username}';

/**
 * A principal, perhaps with the name of the account and the number of its device in it. No commas and spaces: sshd's lists
 * are parted by them.
 */
export const PRINCIPAL_PATTERN = /^(?:[A-Za-z0-9_.@:-]|\{username\}|\{device_id\}){1,100}$/;

/** What sshd may be told about where a login comes from; whether it is an address or network at all, the API finds. */
export const SOURCE_ADDRESS_PATTERN = /^[0-9A-Fa-f:.]{2,45}(?:\/[0-9]{1,3})?$/;
export const MOST_SOURCE_ADDRESSES = 16;

/** For one account, by the platform's setting. */
export function principalOf(
  principal: string,
  { username, deviceId }: { readonly username: string; readonly deviceId: number },
): string {
  return principal.replaceAll('{username}', username).replaceAll('{device_id}', String(deviceId));
}

/**
 * Valid for so long before and after it is made: a target looks at its own clock, once, at the login. What is valid
 * before it was there lets nobody in the earlier: its key is as old as itself.
 */
export const CERTIFICATE_VALID_MS = 5 * 60_000;

/** What a certificate may let its holder have beyond a login with commands and transfers; nothing else is ever given. */
export type CertificateExtension = 'permit-agent-forwarding' | 'permit-port-forwarding' | 'permit-pty';

/** Accounts of one authority: whoever has its key is every one of them. */
export const MOST_ACCOUNTS = 1_000;

/** Whether accounts of the connector have nothing that could be changed, or shown. */
export function isByCertificate(connector: ConnectorKind): boolean {
  return connector === 'ssh_certificate';
}

/** Why such an account is neither rotated, reconciled nor checked out. */
export const NO_SECRET_IN_WORDS =
  'it logs in with short-lived certificates: there is no secret to rotate, to reconcile or to check out; verify it, open a session, or rotate its certificate authority';

/** Whether an account logs in with the version of the authority that it is to have, or with an older one as yet. */
export type CertificateAccountState = 'proven' | 'unproven';

/** The private key of a login, in OpenSSH form, and its certificate, one line: together they are one secret. */
export interface KeyWithCertificate {
  readonly privateKey: string;
  readonly certificate: string;
}

export function joinCertificate({ privateKey, certificate }: KeyWithCertificate): string {
  return `${privateKey.trimEnd()}\n${certificate.trim()}\n`;
}

/** null where `text` is not what {@link joinCertificate} makes. */
export function splitCertificate(text: string): KeyWithCertificate | null {
  const found = /^(-----BEGIN [A-Z ]+-----\n[^-]+-----END [A-Z ]+-----\n)(\S+ \S+)\n$/.exec(text);
  return found ? { privateKey: found[1] as string, certificate: found[2] as string } : null;
}
