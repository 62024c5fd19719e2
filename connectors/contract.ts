/** What a connector must do: the only door between Capstan and a target. */

import type { z } from 'zod';
import type { AccountsRead } from '../domain/discovery.ts';
import type { PasswordRules } from '../domain/password-rules.ts';
import type { Secret } from '../domain/secret.ts';
import type { ConnectorKind, CredentialKind, EndpointTrust } from '../domain/target.ts';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly trust: EndpointTrust;
}

/**
 * Working secret of a login. For `ssh_key` the secret is an OpenSSH private key, `publicKey` its one-line public half; for
 * `ssh_certificate` a private key made for this one login, with its certificate (`joinCertificate`).
 */
export interface Material {
  readonly kind: CredentialKind;
  readonly secret: Secret;
  readonly publicKey?: string;
}

export interface Login {
  readonly username: string;
  readonly material: Material;
}

/** Who changes the target: the account itself with its working credential, or the reconcile account. */
export type Authority = { readonly by: 'self'; readonly login: Login } | ReconcileAuthority;

/** The only one that may change many accounts. */
export interface ReconcileAuthority {
  readonly by: 'reconcile_account';
  readonly login: Login;
}

/**
 * All that a call needs. Every call opens fresh connections and closes them, whatever happens; `openChanges` alone
 * leaves one open, which is then the caller's to close.
 */
export interface TargetContext<Settings = unknown> {
  readonly endpoint: Endpoint;
  readonly settings: Settings;
  readonly connectTimeoutMs: number;
  readonly operationTimeoutMs: number;
  /**
   * Aborted when the worker stops, or when the Temporal server cancels the activity; cancelling a job does not abort it.
   * Before the change is sent a connector stops and throws a failure that is `aborted`; afterwards it finishes.
   */
  readonly signal: AbortSignal;
}

export interface ChangeRequest {
  /** The managed account. */
  readonly username: string;
  readonly candidate: Material;
  readonly authority: Authority;
}

/** One change of many that are made through the same management connection. */
export interface KeptChangeRequest extends Pick<ChangeRequest, 'username' | 'candidate'> {
  /** When it was found to be among those of `readyAmong`, by `performance.now()`: lately, it is not looked at again. */
  readonly readyAt?: number;
}

/**
 * A management connection that stays: logged in once, it changes one account after another. What is asked meanwhile
 * waits for its turn.
 */
export interface ChangeSession {
  /** False for good once the connection has gone, was closed, or has left a change without an answer. */
  readonly isOpen: boolean;
  /**
   * As `Connector.change` does it, within `operationTimeoutMs` each; the login is behind. A session that is not open
   * throws `unreachable` of effect `none`, and the account may then be changed through another one.
   */
  change(request: KeptChangeRequest): Promise<void>;
  /**
   * Whether `change` of that account would be let, as the target says it without writing anything; left out where the
   * target cannot be asked so. Throws `access_denied`, with what is to be done, where it would not, and what the target is
   * not made for as `change` does.
   */
  mayChange?(username: string): Promise<void>;
  /**
   * Which of these accounts `change` would go on with, asked in one go and of effect `none`: where every account is looked
   * at before it is changed, looking at many costs the target little more than at one. Left out where `change` looks at none.
   */
  readyAmong?(usernames: readonly string[]): Promise<ReadonlySet<string>>;
  /** Lets the change under way end, and never rejects. */
  close(): Promise<void>;
}

export interface RemovalRequest {
  readonly username: string;
  /** Public half, one line, of the key that no longer serves. */
  readonly publicKey: string;
  /** Logs in with what now works. */
  readonly authority: Authority;
}

/**
 * A connector of one kind. It touches no store and makes no secrets; it throws nothing but
 * `TargetFailure`, whose `effect` must never claim more than is known:
 *
 * - `login` resolves where the credential logs in at this moment, through a connection of its own,
 *   and is always `effect: 'none'`. It makes exactly one authentication attempt.
 * - `change` makes the candidate the account's working credential and resolves only once the target
 *   has confirmed it. One attempt: whoever calls decides what a failure means. Errors before the
 *   change is sent carry `none`, a refusal by the target carries `none`, a lost answer `unknown`.
 *   Doing it twice with the same candidate is harmless.
 * - `remove` (kinds whose old and new material live side by side, as authorized keys do) takes the
 *   old one away; removing what is gone already succeeds.
 * - `openChanges` (kinds in which a login is dear beside a change) logs the reconcile account in, as `change` would, and
 *   keeps the connection. It changes nothing itself, so what it throws is of effect `none`.
 * - `readAccounts` (kinds whose targets can say which accounts they have) logs in once and reads, and changes nothing: `none`.
 *   What the login may not see is named in `not_observed` and never guessed. No password hash leaves the target. An answer
 *   of more than `MOST_ACCOUNTS`, or too large a one, is a failure, not a part of the truth.
 */
export interface Connector<Settings = unknown> {
  readonly kind: ConnectorKind;
  readonly credentialKind: CredentialKind;
  /** The resource type that it serves. */
  readonly resourceType: 'postgres_role' | 'linux_account';
  readonly supports: { readonly self: boolean; readonly reconcileAccount: boolean; readonly removal: boolean };
  /** Validates `platform.settings`; openapi.yaml holds the same schema, and a test compares them. */
  readonly settings: z.ZodType<Settings>;
  /** What the target kind can take at all, whatever a platform asks for; null where credentials are not passwords. */
  readonly passwordRules: {
    readonly defaults: PasswordRules;
    readonly maxLength: number;
    readonly forbidden: string;
  } | null;
  /** null where the account name can be used; otherwise why not. */
  usernameProblem(username: string): string | null;
  login(target: TargetContext<Settings>, login: Login): Promise<void>;
  change(target: TargetContext<Settings>, request: ChangeRequest): Promise<void>;
  remove?(target: TargetContext<Settings>, request: RemovalRequest): Promise<void>;
  openChanges?(target: TargetContext<Settings>, authority: ReconcileAuthority): Promise<ChangeSession>;
  readAccounts?(target: TargetContext<Settings>, login: Login): Promise<AccountsRead>;
}
