/** A secret at rest as plain JSON, and the place in the model that it is bound to. */

import { z } from 'zod';
import type { Secret } from '../../domain/secret.ts';
import { isSessionId } from '../../domain/session-id.ts';
import { VaultError } from './vault-error.ts';

/** Where a secret belongs: it opens for this version of this holder of this organization, and nowhere else. */
export type SecretContext =
  | CredentialContext
  | CollectorContext
  | ChannelContext
  | InformationContext
  | SshKeyContext
  | AuthorityContext
  | RecordingContext;

interface CredentialContext {
  readonly organizationId: number;
  readonly credentialId: number;
  readonly version: number;
}

/** The content of protected information. */
interface InformationContext {
  readonly organizationId: number;
  readonly informationId: number;
  readonly version: number;
}

/** The private half of an SSH key that several accounts share. */
interface SshKeyContext {
  readonly organizationId: number;
  readonly sshKeyId: number;
  readonly version: number;
}

/** The private half of an SSH certificate authority. */
interface AuthorityContext {
  readonly organizationId: number;
  readonly sshAuthorityId: number;
  readonly version: number;
}

/** The key that the recording of a session is encrypted with. */
interface RecordingContext {
  readonly organizationId: number;
  /** Public id of the session. */
  readonly recordingId: string;
  readonly version: number;
}

/** The authorization of a log collector. */
interface CollectorContext {
  readonly organizationId: number;
  readonly logCollectorId: number;
  readonly version: number;
}

/** What a notification channel is signed with, or reached by. */
interface ChannelContext {
  readonly organizationId: number;
  readonly notificationChannelId: number;
  readonly version: number;
}

/**
 * base64url in its one canonical spelling. The last character of a run may carry unused bits; a
 * decoder ignores them, so without this check two spellings would mean the same sealed secret.
 */
const base64url = z
  .string()
  .refine((text) => Buffer.from(text, 'base64url').toString('base64url') === text, 'is not canonical base64url');

const body = { protected: base64url, iv: base64url, ciphertext: base64url, tag: base64url, aad: base64url };

export const sealedSecretSchema = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('envelope'),
    kid: z.string().min(1).max(256),
    wrapped_key: base64url,
    jwe: z.strictObject(body),
  }),
  z.strictObject({
    form: z.literal('inbox'),
    jwe: z.strictObject({ ...body, encrypted_key: base64url }),
  }),
]);

/**
 * `envelope`: flattened JWE (`dir`, A256GCM) under a key of its own, which `wrapped_key` holds,
 * wrapped by the master key `kid`. `inbox`: flattened JWE (ECDH-ES+A256KW, A256GCM) to the vault's
 * public key, as the API makes it. Both are authenticated together with their {@link SecretContext}.
 */
export type SealedSecret = z.infer<typeof sealedSecretSchema>;
export type EnvelopeSecret = Extract<SealedSecret, { form: 'envelope' }>;
export type InboxSecret = Extract<SealedSecret, { form: 'inbox' }>;

/**
 * The bytes that a secret is authenticated with.
 * @throws VaultError `vault_input_invalid` where an id is not a positive whole number, or not the public id of a session.
 */
export function contextBytes(context: SecretContext): Uint8Array {
  for (const [name, value] of Object.entries(context)) {
    if (name === 'recordingId') {
      if (!isSessionId(value)) {
        throw new VaultError('vault_input_invalid', "The secret's context has a recordingId that is no session's id");
      }
    } else if (!Number.isSafeInteger(value) || value < 1) {
      throw new VaultError(
        'vault_input_invalid',
        `The secret's context has a ${name} that is not a positive whole number`,
      );
    }
  }
  const { organizationId, version } = context;
  return Buffer.from(`capstan/secret/1;organization=${organizationId};${holderOf(context)};version=${version}`);
}

function holderOf(context: SecretContext): string {
  if ('credentialId' in context) return `credential=${context.credentialId}`;
  if ('sshKeyId' in context) return `ssh_key=${context.sshKeyId}`;
  if ('sshAuthorityId' in context) return `ssh_authority=${context.sshAuthorityId}`;
  if ('informationId' in context) return `protected_information=${context.informationId}`;
  if ('recordingId' in context) return `recording=${context.recordingId}`;
  if ('notificationChannelId' in context) return `notification_channel=${context.notificationChannelId}`;
  return `log_collector=${context.logCollectorId}`;
}

/**
 * UTF-8 of a secret. The caller overwrites the bytes when done with them.
 * @throws VaultError `vault_input_invalid` for text with half a surrogate pair, which UTF-8 would silently change.
 */
export function secretBytes(secret: Secret): Buffer {
  const text = secret.reveal();
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.toString('utf8') !== text) {
    bytes.fill(0);
    throw new VaultError(
      'vault_input_invalid',
      'The secret is not well-formed Unicode text and would not survive storage',
    );
  }
  return bytes;
}
