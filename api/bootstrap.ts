/** What stands in an empty database: the first organization, its scope and platforms, and its administrator. */

import type { ClientSession } from 'mongoose';
import { mongo } from 'mongoose';
import type { AuditEntry } from '../domain/audit.ts';
import type { Secret } from '../domain/secret.ts';
import { StartError } from '../runtime/start-errors.ts';
import { newEventId, recordEffect } from '../store/audit-log.ts';
import type { Store } from '../store/store.ts';
import { hashPassword } from './authentication/password-check.ts';
import { BUILT_IN_PLATFORMS } from './bootstrap-platforms.ts';

export interface NewOrganization {
  readonly name: string;
  readonly adminName: string;
  readonly adminPassword: Secret;
}

export interface CreatedOrganization {
  readonly organizationId: number;
  readonly rootScopeId: number;
  readonly adminId: number;
}

/**
 * Makes organization `default` with user `admin` where there is no organization yet; harmless to run in
 * several processes at once.
 * @returns whether this call made it.
 * @throws StartError where the database is empty and no password for the administrator is given.
 */
export async function bootstrap(store: Store, adminPassword: Secret | undefined): Promise<boolean> {
  if (await store.models.organizations.exists({})) return false;
  if (!adminPassword) {
    throw new StartError(
      'The database is empty, and the first administrator has no password: set CAPSTAN_ADMIN_PASSWORD or ' +
        'CAPSTAN_ADMIN_PASSWORD_FILE (12 characters or more). It is read once, for the first start.',
    );
  }
  try {
    await createOrganization(store, { name: 'default', adminName: 'admin', adminPassword }, 1);
    return true;
  } catch (error) {
    // Another process was quicker; the unique names let only one of them through.
    const lost = error instanceof mongo.MongoServerError && error.code === 11000;
    if (lost && (await store.models.organizations.exists({ _id: 1 }))) return false;
    throw error;
  }
}

/**
 * An organization with its root scope, the built-in platforms and one administrator, in one transaction.
 * @throws MongoServerError 11000 where one of the names is taken.
 */
export async function createOrganization(
  store: Store,
  { name, adminName, adminPassword }: NewOrganization,
  id?: number,
): Promise<CreatedOrganization> {
  const organizationId = id ?? (await freshOrganizationId(store));
  const rootScopeId = await store.nextId('scope');
  const adminId = await store.nextId('user');
  const platformIds = await Promise.all(BUILT_IN_PLATFORMS.map(() => store.nextId('platform')));
  const password_hash = await hashPassword(adminPassword);
  const correlationId = newEventId();
  const { organizations, scopes, users, platforms } = store.models;

  await store.transaction(async (session) => {
    const made = async (target: string, targetId: number) =>
      tracked(await record(store, session, organizationId, target, targetId, correlationId));
    const inOrganization = { organization_id: organizationId };
    await organizations.create([{ _id: organizationId, name, ...(await made('organization', organizationId)) }], {
      session,
    });
    const scope = { _id: rootScopeId, ...inOrganization, name, parent_id: null, ancestors: [] };
    await scopes.create([{ ...scope, ...(await made('scope', rootScopeId)) }], { session });
    const admin = { _id: adminId, ...inOrganization, name: adminName, password_hash };
    await users.create([{ ...admin, role: 'admin', status: 'active', ...(await made('user', adminId)) }], { session });
    for (const [index, platform] of BUILT_IN_PLATFORMS.entries()) {
      const platformId = platformIds[index] ?? 0;
      await platforms.create(
        [{ _id: platformId, ...inOrganization, ...platform, ...(await made('platform', platformId)) }],
        { session },
      );
    }
  });
  return { organizationId, rootScopeId, adminId };
}

/** 1 belongs to the default organization. */
async function freshOrganizationId(store: Store): Promise<number> {
  const next = await store.nextId('organization');
  return next === 1 ? store.nextId('organization') : next;
}

function tracked(eventId: string) {
  const now = new Date();
  return { created_at: now, updated_at: now, revision: 1, last_event_id: eventId };
}

async function record(
  store: Store,
  session: ClientSession,
  organizationId: number,
  target: string,
  targetId: number,
  correlationId: string,
): Promise<string> {
  const entry: AuditEntry = {
    organization_id: organizationId,
    actor: { type: 'system', id: null, name: 'bootstrap', authentication: 'none', address: null },
    target_type: target,
    target_id: targetId,
    operation: `${target}.create`,
    permission: null,
    status: 'succeeded',
    code: null,
    reason: `organization ${organizationId} was set up`,
    ticket_id: null,
    job_id: null,
    correlation_id: correlationId,
    trace_id: null,
  };
  return recordEffect(store, session, entry);
}
