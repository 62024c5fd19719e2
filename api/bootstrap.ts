/** What stands in an empty database: the first organization and its administrator. */

import { mongo } from 'mongoose';
import type { AuditEntry } from '../domain/audit.ts';
import { FIRST_ORGANIZATION_ID } from '../domain/permissions.ts';
import type { Secret } from '../domain/secret.ts';
import { StartError } from '../runtime/start-errors.ts';
import { recordEffect } from '../store/audit-log.ts';
import { newEventId } from '../store/event-ids.ts';
import type { Store } from '../store/store.ts';
import { hashPassword } from './authentication/password-check.ts';
import { type OrganizationPlan, planOrganization, writeOrganization } from './new-organization.ts';

export interface NewOrganization {
  readonly name: string;
  readonly adminName: string;
  readonly adminPassword: Secret;
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
    await createOrganization(store, { name: 'default', adminName: 'admin', adminPassword }, FIRST_ORGANIZATION_ID);
    return true;
  } catch (error) {
    // Another process was quicker; the unique names let only one of them through.
    const lost = error instanceof mongo.MongoServerError && error.code === 11000;
    if (lost && (await store.models.organizations.exists({ _id: FIRST_ORGANIZATION_ID }))) return false;
    throw error;
  }
}

/**
 * An organization with everything that belongs to a new one, in one transaction.
 * @throws MongoServerError 11000 where the name is taken.
 */
export async function createOrganization(
  store: Store,
  { name, adminName, adminPassword }: NewOrganization,
  id?: number,
): Promise<OrganizationPlan> {
  const plan = await planOrganization(
    store,
    { name, adminName, adminPasswordHash: await hashPassword(adminPassword) },
    id,
  );
  await store.transaction(async (session) => {
    const eventId = await recordEffect(store, session, entryOf(plan));
    await writeOrganization(store, session, plan, eventId);
  });
  return plan;
}

function entryOf({ organizationId }: OrganizationPlan): AuditEntry {
  return {
    organization_id: organizationId,
    scope_id: null,
    resource_id: null,
    actor: {
      type: 'system',
      id: null,
      name: 'bootstrap',
      organization_id: null,
      authentication: 'none',
      address: null,
    },
    target_type: 'organization',
    target_id: organizationId,
    operation: 'organization.create',
    permission: null,
    status: 'succeeded',
    code: null,
    reason: null,
    change: 'with its root scope, its administrator and the built-in platforms',
    ticket_id: null,
    job_id: null,
    correlation_id: newEventId(),
    trace_id: null,
  };
}
