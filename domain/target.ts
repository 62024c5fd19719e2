/** How Capstan names what it connects to. */

export const CONNECTOR_KINDS = ['postgres', 'ssh_password', 'ssh_key', 'ssh_certificate'] as const;
export type ConnectorKind = (typeof CONNECTOR_KINDS)[number];

export type CredentialKind = 'password' | 'ssh_key' | 'ssh_certificate';

/** What accounts of each log in with; a standing test compares it with the connectors. */
export const CREDENTIAL_OF_CONNECTOR = {
  postgres: 'password',
  ssh_password: 'password',
  ssh_key: 'ssh_key',
  ssh_certificate: 'ssh_certificate',
} as const satisfies Record<ConnectorKind, CredentialKind>;

/** How the far end of a connection proves who it is. There is no way to trust whoever answers. */
export type EndpointTrust =
  /** SHA-256 fingerprints in OpenSSH's form, `SHA256:base64`; the server's host key must be one of them. */
  | { readonly kind: 'ssh_host_key'; readonly fingerprints: readonly string[] }
  /** `ca_pem` null = the system's roots; `server_name` null = the address is checked. */
  | { readonly kind: 'tls'; readonly ca_pem: string | null; readonly server_name: string | null }
  /** Clear text, for loopback only; the API refuses it for any other address. */
  | { readonly kind: 'loopback_plaintext' };
