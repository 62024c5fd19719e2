/** One row per closed operation: how to call it rightly. Whoever adds an operation adds its row. */

import type { OperationId } from '../../../api/operation.ts';
import { freshName, type World } from './world.ts';

/** A call that succeeds; `id` goes into the path. */
export interface RightCall {
  readonly id?: number;
  readonly body?: object;
}

export interface OperationRow {
  readonly status: 200 | 201 | 202;
  /** Makes what the operation acts on, afresh for every call. */
  readonly prepare: (world: World) => Promise<RightCall>;
}

const SECRET = 'another password for tests';

function row(status: OperationRow['status'], prepare: OperationRow['prepare']): OperationRow {
  return { status, prepare };
}

const nothing = row(200, async () => ({}));

/** Acts on one object, without a body. */
function on(status: OperationRow['status'], make: (world: World) => Promise<number>): OperationRow {
  return row(status, async (world) => ({ id: await make(world) }));
}

export const ROWS: { readonly [Id in OperationId]?: OperationRow } = {
  getMe: nothing,

  listApplications: nothing,
  createApplication: row(201, async () => ({ body: { name: freshName('application'), role: 'operator' } })),
  getApplication: on(200, (world) => world.application()),
  activateApplication: on(200, (world) => world.application()),
  deactivateApplication: on(200, (world) => world.application()),

  listScopes: nothing,
  createScope: row(201, async (world) => ({ body: { name: freshName('scope'), parent_id: world.rootScopeId } })),
  getScope: on(200, (world) => world.scope()),
  updateScope: row(200, async (world) => ({ id: await world.scope(), body: { name: freshName('scope') } })),

  listDevices: nothing,
  createDevice: row(201, async (world) => ({ body: world.newDevice() })),
  getDevice: on(200, (world) => world.device()),
  updateDevice: row(200, async (world) => ({ id: await world.device(), body: { port: 5433 } })),
  activateDevice: on(200, (world) => world.device()),
  deactivateDevice: on(200, (world) => world.device()),

  listPlatforms: nothing,
  createPlatform: row(201, async (world) => ({ body: world.newPlatform() })),
  getPlatform: on(200, (world) => world.platform()),
  updatePlatform: row(200, async (world) => ({
    id: await world.platform(),
    body: { connector: 'postgres', settings: { database: 'app' }, timeouts: { connect_ms: 500 } },
  })),

  listResources: nothing,
  createResource: row(201, async (world) => ({ body: await world.newResource() })),
  getResource: on(200, (world) => world.resource()),
  updateResource: row(200, async (world) => ({ id: await world.resource(), body: { name: freshName('resource') } })),
  activateResource: on(200, (world) => world.resource()),
  deactivateResource: on(200, (world) => world.resource()),
  getResourceContext: on(200, (world) => world.readyResource()),
  verifyResource: row(202, async (world) => ({ id: await world.readyResource(), body: { reason: 'a check' } })),
  rotateResource: row(202, async (world) => ({ id: await world.readyResource(), body: { ticket_id: 'CHG-1' } })),
  reconcileResource: on(202, (world) => world.reconcilableResource()),

  listCredentials: nothing,
  createCredential: row(201, async (world) => ({ body: { resource_id: await world.resource(), secret: SECRET } })),
  getCredential: on(200, (world) => world.credential()),
  setCredentialSecret: row(200, async (world) => ({ id: await world.credential(), body: { secret: SECRET } })),
  activateCredential: on(200, (world) => world.credential()),
  deactivateCredential: on(200, (world) => world.credential()),
  listCredentialVersions: on(200, (world) => world.credential()),

  listJobs: nothing,
  getJob: on(200, (world) => world.job()),
  listJobItems: on(200, (world) => world.job()),
  getJobTimeline: on(200, (world) => world.job()),
  streamJobEvents: on(200, (world) => world.endedJob()),
  cancelJob: on(200, (world) => world.job()),

  listAuditEvents: nothing,
};
