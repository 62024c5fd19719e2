/** Whoever holds the secret of a session has not handed it over. */

export class SecretWithheld extends Error {
  override readonly name = 'SecretWithheld';

  constructor(cause: unknown) {
    super('the credential was not handed over', { cause });
  }
}
