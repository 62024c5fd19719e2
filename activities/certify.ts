/** Certifies one login: a key that is made for it, and a certificate of the authority that the target trusts. */

import { randomBytes } from 'node:crypto';
import type { Material } from '../connectors/contract.ts';
import { Secret } from '../domain/secret.ts';
import {
  CERTIFICATE_VALID_MS,
  type CertificateExtension,
  DEFAULT_PRINCIPAL,
  joinCertificate,
  principalOf,
} from '../domain/ssh-certificate.ts';
import { makeEd25519KeyPair } from '../runtime/ed25519-key-pair.ts';
import { signSshCertificate } from '../runtime/ssh-certificate.ts';
import { recordEffect } from '../store/audit-log.ts';
import { databaseTime } from '../store/database-clock.ts';
import { auditEntryOf } from '../store/job-audit.ts';
import type { AuthorityVersionRef } from '../store/models/credential.ts';
import type { PlatformDocument, ResourceDocument } from '../store/models/inventory.ts';
import type { JobDocument } from '../store/models/job.ts';
import type { SshAuthorityVersionDocument } from '../store/models/ssh-authority.ts';
import { authorityVersionId } from '../store/ssh-authorities/versions.ts';
import type { VaultAccess } from './dependencies.ts';
import { openAndMove } from './open-and-move.ts';

/** An account whose logins are certified. */
export interface Certified {
  readonly resource: ResourceDocument;
  readonly platform: PlatformDocument;
}

interface Wanted {
  /** Stands in the target's log: ids alone. */
  readonly keyId: string;
  readonly extensions: readonly CertificateExtension[];
}

interface Certificate {
  /** The key and its certificate, as `joinCertificate` makes them. */
  readonly secret: Secret;
  /** What the audit record {@link ISSUE} says of it. */
  readonly said: string;
}

/** How audit records name it, each certificate with one of its own. */
export const ISSUE = 'ssh_certificate.issue';

/**
 * It is the caller's to put it on record before anybody has it.
 * @throws VaultError; Error where the version is gone, which none ever is.
 */
export async function certify(
  dependencies: VaultAccess,
  { resource, platform }: Certified,
  by: AuthorityVersionRef,
  { keyId, extensions }: Wanted,
): Promise<Certificate> {
  const authority = await openAuthority(dependencies, resource.organization_id, by);
  const { principal, sourceAddresses } = settingsOf(platform);
  const { privateKey, publicKey } = makeEd25519KeyPair('');
  // Targets are told 64 bits; half of them suffice for readers that know signed numbers alone.
  const serial = randomBytes(8).readBigUInt64BE() >> 1n;
  const now = (await databaseTime(dependencies.store)).getTime();
  const [validAfter, validBefore] = [new Date(now - CERTIFICATE_VALID_MS), new Date(now + CERTIFICATE_VALID_MS)];
  const certificate = signSshCertificate(authority.key, {
    publicKey,
    serial,
    keyId,
    principals: [principalOf(principal, { username: resource.username, deviceId: resource.device_id })],
    validAfter,
    validBefore,
    extensions,
    sourceAddresses,
  });
  const said = [
    `serial ${serial}`,
    `key id "${keyId}"`,
    // As the platform words it: accounts may have the names of people, which no record keeps.
    `principal ${principal}`,
    `valid from ${validAfter.toISOString()} to ${validBefore.toISOString()}`,
    ...(sourceAddresses.length > 0 ? [`from ${sourceAddresses.join(' ')} alone`] : []),
    `signed by version ${by.version} of SSH certificate authority ${by.id}, ${authority.fingerprint}`,
  ];
  return {
    secret: new Secret(joinCertificate({ privateKey: privateKey.reveal(), certificate })),
    said: said.join('; '),
  };
}

/** For the login of a job, and on record as made for it. @throws VaultError */
export async function certifyForJob(
  dependencies: VaultAccess,
  account: Certified,
  by: AuthorityVersionRef,
  jobId: number,
): Promise<Material> {
  const { store } = dependencies;
  const { _id: resourceId, scope_id } = account.resource;
  const { secret, said } = await certify(dependencies, account, by, {
    keyId: `job:${jobId} resource:${resourceId}`,
    // A login, commands and transfers need none.
    extensions: [],
  });
  await store.transaction(async (session) => {
    const job = await store.models.jobs.findById(jobId, null, { session }).lean<JobDocument>();
    if (!job) throw new Error(`job ${jobId} is gone`);
    const what = { operation: ISSUE, status: 'succeeded', change: said } as const;
    await recordEffect(store, session, auditEntryOf(job, resourceId, what, scope_id));
  });
  return { kind: 'ssh_certificate', secret };
}

/** As the platform has them, which were checked when they were stored. */
function settingsOf({ settings: { principal, source_addresses: from } }: PlatformDocument) {
  return {
    principal: typeof principal === 'string' ? principal : DEFAULT_PRINCIPAL,
    sourceAddresses: Array.isArray(from) ? from.map(String) : [],
  };
}

async function openAuthority(
  { store, vault }: VaultAccess,
  organizationId: number,
  ref: AuthorityVersionRef,
): Promise<{ readonly key: Secret; readonly fingerprint: string }> {
  const { sshAuthorityVersions } = store.models;
  const found = await sshAuthorityVersions.findById(authorityVersionId(ref)).lean<SshAuthorityVersionDocument>();
  if (!found) throw new Error(`version ${ref.version} of SSH certificate authority ${ref.id} is gone`);
  // What the reference says, and not what the row does: a row of another organization does not open here.
  const context = { organizationId, sshAuthorityId: ref.id, version: ref.version };
  const { _id, sealed, fingerprint } = found;
  const key = await openAndMove({ vault }, sealed, context, (moved) =>
    sshAuthorityVersions.updateOne({ _id, 'sealed.form': 'inbox' }, { $set: { sealed: moved } }),
  );
  return { key, fingerprint };
}
