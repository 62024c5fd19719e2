/** What the vault refuses, in codes; never with a secret or a key in the message. */

export type VaultErrorCode =
  /** The key that the secret was sealed under is not in the ring. */
  | 'vault_key_unknown'
  /** Altered, cut, or sealed for another organization, holder or version. */
  | 'vault_integrity'
  /** The caller's secret or context cannot be sealed as it is. */
  | 'vault_input_invalid';

export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;

  /** Takes no `cause`: errors of the layers below may quote what they were given. */
  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
