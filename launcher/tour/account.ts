/** A login that the tour walks through its life, and how one knocks at its door without Capstan. */

import type { Secret } from '../../domain/secret.ts';

export interface TourAccount {
  /** For the heading, such as `PostgreSQL role demo_app`. */
  readonly title: string;
  readonly resourceId: number;
  readonly credentialId: number;
  readonly secretWord: 'password' | 'key';
  /** The secret that was handed in; the first rotation makes it worthless. */
  readonly handedIn: Secret;
  /** Name of the client that `knock` uses, such as `node-postgres`. */
  readonly client: string;
  /**
   * Logs in by that client alone. Answers whether the secret was accepted, in the server's own words where not.
   * @throws Error where the server did not get as far as judging the secret.
   */
  knock(secret: Secret): Promise<Knock>;
  /** Breaks the credential as an administrator at the machine might. */
  damage(): Promise<void>;
  /** What `damage` does, as a sentence. */
  readonly damageWords: string;
}

export type Knock = { readonly accepted: true } | { readonly accepted: false; readonly words: string };
