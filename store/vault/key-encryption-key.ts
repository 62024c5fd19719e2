/** The key that encrypts keys: what the vault asks of a file, a KMS or a transit engine. */

export interface WrappedKey {
  /** Names the key-encryption key for good; a provider with versioned keys puts the version into it. */
  readonly kid: string;
  /** base64url, in whatever form the provider answers. */
  readonly wrapped_key: string;
}

/**
 * Wraps the content keys of the vault. Implementations reject with `VaultError`
 * (`vault_key_unknown`, `vault_integrity`) for what a repeat cannot mend, and with errors of their
 * own where the provider is out of reach.
 */
export interface KeyEncryption {
  /** `kid` that {@link KeyEncryption.wrap} uses at this moment. */
  activeKeyId(): string;
  /** Wraps a 32-byte content key under the active key. */
  wrap(contentKey: Uint8Array): Promise<WrappedKey>;
  unwrap(kid: string, wrappedKey: string): Promise<Uint8Array>;
}
