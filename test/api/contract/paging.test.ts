/** Lists reach their end page by page, and cursors are of no use elsewhere. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadContract } from '../../../api/contract.ts';
import type { OperationId } from '../../../api/operation.ts';
import { type ApiHarness, type CallAnswer, startApi } from '../../support/api-harness.ts';
import { writeEvents } from '../../support/write-events.ts';
import { closedOperations } from './described-operation.ts';
import { publishInboxKey, World } from './world.ts';

interface ListRow {
  /** Makes three objects at least, and answers with the id that goes into the path. */
  readonly fill: (world: World) => Promise<number | undefined>;
  /** A filter that lets all of them pass; none where the list takes no filter. */
  readonly filter?: string;
  /** What the list does not answer without. */
  readonly asked?: string;
}

const thrice = async (make: () => Promise<unknown>) => {
  for (let made = 0; made < 3; made += 1) await make();
  return undefined;
};

const LISTS: { readonly [Id in OperationId]?: ListRow } = {
  listApplications: { fill: (world) => thrice(() => world.application()), filter: 'status=active' },
  listWorkloadIssuers: { fill: (world) => thrice(() => world.workloadIssuer()), filter: 'status=active' },
  listOrganizations: { fill: (world) => thrice(() => world.organization()), filter: 'status=active' },
  listUsers: { fill: (world) => thrice(() => world.user()), filter: 'status=active' },
  listApiKeys: { fill: keysOfOneUser, filter: 'status=active' },
  listGroups: { fill: (world) => thrice(() => world.group()), filter: 'status=active' },
  listGroupMembers: { fill: membersOfOneGroup },
  listRoles: { fill: (world) => thrice(() => world.role()), filter: 'status=active' },
  listGrants: { fill: (world) => thrice(() => world.grant()), filter: 'status=active' },
  listUserAccess: { fill: grantsOfOneUser },
  listResourceAccess: { fill: grantsOnOneResource },
  listIdentityProviders: { fill: (world) => thrice(() => world.identityProvider()), filter: 'status=active' },
  listMyTokens: { fill: (world) => thrice(() => world.call('POST', '/v1/me/tokens')) },
  listScopes: { fill: (world) => thrice(() => world.scope()), filter: 'under=1' },
  listDevices: { fill: (world) => thrice(() => world.device()), filter: 'kind=postgres' },
  listDeviceAccounts: { fill: (world) => world.lookedAtDevice(), filter: 'gone=false' },
  listPlatforms: { fill: (world) => thrice(() => world.platform()), filter: 'connector=postgres' },
  listResources: { fill: (world) => thrice(() => world.resource()), filter: 'type=postgres_role' },
  listCredentials: { fill: (world) => thrice(() => world.credential()), filter: 'status=active' },
  listCredentialVersions: { fill: versions },
  listCheckOuts: { fill: (world) => thrice(() => world.checkOut()), filter: 'status=held' },
  listConnectSessions: { fill: (world) => thrice(() => world.connectSession()), filter: 'status=pending_launch' },
  explainComplianceRating: { fill: foundInScope },
  listPolicyDrift: { fill: (world) => thrice(() => world.finding()), filter: 'scope_id=1' },
  listStaleAccounts: { fill: (world) => thrice(() => world.staleAccount()), filter: 'managed=false' },
  diffCompliance: {
    fill: (world) => thrice(() => world.finding()),
    filter: 'until=2099-01-01T00:00:00Z',
    asked: 'from=2020-01-01T00:00:00Z',
  },
  listFindings: { fill: (world) => thrice(() => world.finding()), filter: 'status=open' },
  listAccessReviews: { fill: (world) => thrice(() => world.accessReview()), filter: 'status=open' },
  listAccessReviewItems: { fill: reviewOfSeveralGrants, filter: 'state=undecided' },
  listRetrievals: { fill: (world) => thrice(() => world.retrieval()), filter: 'status=granted' },
  listSshAuthorities: { fill: (world) => thrice(() => world.sshAuthority()), filter: 'status=active' },
  listSshAuthorityAccounts: { fill: accountsOfOneAuthority },
  listSshKeys: { fill: (world) => thrice(() => world.sshKey()), filter: 'status=active' },
  listSshKeyVersions: { fill: versionsOfOneSshKey },
  listSshKeyPlacements: { fill: placementsOfOneSshKey },
  listProtectedInformation: { fill: (world) => thrice(() => world.protectedInformation()), filter: 'kind=text' },
  listProtectedInformationVersions: { fill: versionsOfOneInformation },
  listJobs: { fill: jobsOfOneResource, filter: 'status=queued' },
  listJobItems: { fill: manyItems },
  listApprovals: { fill: (world) => thrice(() => world.approval()), filter: 'status=pending' },
  listApprovalDelegations: { fill: (world) => thrice(() => world.approvalDelegation()), filter: 'status=active' },
  listPlans: { fill: (world) => thrice(() => world.plan()), filter: 'status=ready' },
  listPlanItems: { fill: async (world) => (await world.plan({ resources: 4 })).id },
  getJobTimeline: { fill: manySteps },
  listPolicies: { fill: (world) => thrice(() => world.policy()), filter: 'status=active' },
  listPolicyVersions: { fill: versionsOfOnePolicy },
  listPolicyBindings: { fill: (world) => thrice(() => world.policyBinding()), filter: 'status=active' },
  listLogCollectors: { fill: (world) => thrice(() => world.logCollector()), filter: 'status=active' },
  listNotificationChannels: { fill: (world) => thrice(() => world.notificationChannel()), filter: 'status=active' },
  listNotificationDeliveries: { fill: deliveriesOfOneChannel },
  listEvidenceBundles: { fill: (world) => thrice(() => world.evidenceBundle()) },
  listLedgerCheckpoints: { fill: checkpoints },
  listAuditEvents: { fill: (world) => thrice(() => world.scope()), filter: 'operation=scope.create' },
  listOperationalEvents: { fill: eventsOfOneJob, filter: 'kind=job.step' },
};

async function deliveriesOfOneChannel(world: World): Promise<number> {
  const id = await world.notificationChannel();
  await thrice(() => world.notificationDelivery(id));
  return id;
}

/** Reading them leaves records, so nobody signs any more once they are there. */
async function checkpoints(world: World): Promise<undefined> {
  const ledger = world.api.ledger();
  ledger.another();
  for (let count = 0; count < 3; count += 1) {
    await world.auditEvent();
    await world.settledCheckpoint();
  }
  await ledger.stop();
}

async function foundInScope(world: World): Promise<number> {
  const scoped = await world.below();
  await thrice(() => scoped.finding());
  return scoped.rootScopeId;
}

async function reviewOfSeveralGrants(world: World): Promise<number> {
  await thrice(() => world.grant());
  return world.accessReview();
}

async function versionsOfOnePolicy(world: World): Promise<number> {
  const id = await world.policy();
  for (const days of [30, 60, 90]) {
    const body = { rules: { rotation_interval_days: days } };
    assert.equal((await world.call('PATCH', `/v1/policies/${id}`, { body })).status, 200);
  }
  return id;
}

async function keysOfOneUser(world: World): Promise<number> {
  const user = await world.person();
  await thrice(() => world.apiKey(user));
  return user.id;
}

async function grantsOfOneUser(world: World): Promise<number> {
  const subject_id = await world.user();
  for (const role of ['viewer', 'auditor', 'operator']) await world.grant({ subject_id, role });
  return subject_id;
}

async function grantsOnOneResource(world: World): Promise<number> {
  const resource_id = await world.resource();
  await thrice(() => world.grant({ resource_id }));
  return resource_id;
}

async function membersOfOneGroup(world: World): Promise<number> {
  const group = await world.group();
  await thrice(() => world.member(group));
  return group;
}

async function versions(world: World): Promise<number> {
  const id = await world.credential();
  for (const secret of ['second password', 'third password', 'fourth password']) {
    assert.equal((await world.call('PUT', `/v1/credentials/${id}/secret`, { body: { secret } })).status, 200);
  }
  return id;
}

/** As rotations would have left them, which only a worker carries out. */
async function versionsOfOneSshKey(world: World): Promise<number> {
  const { sshKeyVersions } = world.api.store.models;
  const id = await world.sshKey();
  const first = await sshKeyVersions.findById(`${id}:1`).lean();
  assert.ok(first);
  for (const version of [2, 3, 4]) {
    await sshKeyVersions.create({ ...first, _id: `${id}:${version}`, version, state: 'retired' });
  }
  return id;
}

async function accountsOfOneAuthority(world: World): Promise<number> {
  const { id } = await world.certifiedAccount();
  await thrice(async () => {
    const path = `/v1/ssh-certificate-authorities/${id}/accounts/${await world.certificateAccount()}`;
    assert.equal((await world.call('PUT', path)).status, 200);
  });
  return id;
}

async function placementsOfOneSshKey(world: World): Promise<number> {
  const { id } = await world.placedSshKey();
  await thrice(async () => {
    const path = `/v1/ssh-keys/${id}/placements/${await world.keyAccount()}`;
    assert.equal((await world.call('PUT', path)).status, 200);
  });
  return id;
}

async function versionsOfOneInformation(world: World): Promise<number> {
  const id = await world.protectedInformation();
  for (const content of ['second content', 'third content', 'fourth content']) {
    const path = `/v1/protected-information/${id}/versions`;
    assert.equal((await world.call('POST', path, { body: { content } })).status, 200);
  }
  return id;
}

async function jobsOfOneResource(world: World): Promise<undefined> {
  const resource = await world.readyResource();
  await thrice(() => world.job(resource));
}

/** Those of jobs by a plan are written by a worker, and none runs here. */
async function manyItems(world: World): Promise<number> {
  const job = await world.job();
  const item = await world.api.store.models.jobItems.findOne({ job_id: job }).lean();
  assert.ok(item);
  const more = [1, 2, 3].map((n) => ({ ...item, _id: `${job}:${800_000 + n}`, resource_id: 800_000 + n }));
  await world.api.store.models.jobItems.create(more);
  return job;
}

/** Several that began at the same moment. */
async function manySteps(world: World): Promise<number> {
  const job = await world.job();
  const started_at = new Date();
  const steps = [1, 2, 3, 4].map((attempt) => ({
    _id: `${job}:1:login:1:${attempt}`,
    organization_id: 1,
    job_id: job,
    resource_id: 1,
    step: 'login' as const,
    round: 1,
    attempt,
    outcome: 'failed' as const,
    code: 'unreachable' as const,
    detail: 'nothing listens there',
    started_at,
    ended_at: started_at,
    duration_ms: 0,
  }));
  await world.api.store.models.jobSteps.create(steps);
  return job;
}

/** Workers write them, and none runs here. */
async function eventsOfOneJob(world: World): Promise<undefined> {
  const { id: organization_id } = (await world.me()).organization;
  const messages = ['first attempt', 'second attempt', 'third attempt'];
  const events = messages.map((message) => ({ organization_id, level: 'info', kind: 'job.step', message }) as const);
  await writeEvents(world.api.store, events);
}

const contract = await loadContract();
const lists = closedOperations(contract).filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'));

let api: ApiHarness;
let world: World;
let strangers: World;

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  world = await World.enter(api, api.admin);
  strangers = await World.enter(api, (await api.createOrganization('strangers')).admin);
});
after(() => api.close());

/** Rows and cursor of a page, be it a bare array with a Link or an object. */
function readPage(answer: CallAnswer): { rows: unknown[]; cursor: string | null } {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  if (Array.isArray(answer.body)) {
    const [, target] = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '') ?? [];
    const cursor = target === undefined ? null : new URL(target, api.baseUrl).searchParams.get('cursor');
    return { rows: answer.body, cursor };
  }
  const rows = Object.values(answer.body).find(Array.isArray);
  assert.ok(rows);
  return { rows, cursor: answer.body.next_cursor };
}

/** With the beginning of a query. */
function pathOf(path: string, { asked }: ListRow, id: number | undefined): string {
  const named = path.replace(/\{[a-z_]+\}/, String(id));
  return asked === undefined ? `${named}?` : `${named}?${asked}&`;
}

it('every list has a row, and every row a list', () => {
  assert.deepEqual(Object.keys(LISTS).sort(), lists.map(({ id }) => id).sort());
});

for (const { id, path } of lists) {
  const row = LISTS[id as OperationId];
  if (!row) continue;
  describe(id, () => {
    it('gives every object once, page by page, in the order of the whole list', async () => {
      const base = pathOf(path, row, await row.fill(world));
      // Reading the audit log adds to it, but not to what is filtered for.
      const filter = id === 'listAuditEvents' ? row.filter : '';
      const all = readPage(await world.call('GET', `${base}limit=1000&${filter}`)).rows;
      const paged: unknown[] = [];
      let pages = 0;
      let cursor: string | null = '';
      while (cursor !== null) {
        const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page = readPage(await world.call('GET', `${base}limit=2&${filter}${after}`));
        assert.ok(page.rows.length > 0 && page.rows.length <= 2);
        paged.push(...page.rows);
        cursor = page.cursor;
        pages += 1;
      }
      assert.ok(pages > 1);
      assert.deepEqual(paged, all);
    });

    it('refuses its cursors with other filters and to other organizations', async () => {
      const made = await row.fill(world);
      const base = pathOf(path, row, made);
      const { cursor } = readPage(await world.call('GET', `${base}limit=1`));
      const refused = [await strangers.call('GET', `${base}limit=1&cursor=${cursor}`)];
      if (made === undefined && row.filter !== undefined) {
        refused.push(await world.call('GET', `${base}${row.filter}&cursor=${cursor}`));
      }
      for (const answer of refused) {
        assert.equal(
          answer.body.code,
          made === undefined ? 'cursor_invalid' : 'not_found',
          JSON.stringify(answer.body),
        );
      }
    });
  });
}

it('the link to the next page of resources keeps the filters', async () => {
  await LISTS.listResources?.fill(world);
  const answer = await world.call('GET', '/v1/resources?limit=1&type=postgres_role&name=resource');
  const [, target = ''] = /^<([^>]+)>/.exec(answer.headers.get('link') ?? '') ?? [];
  const next = new URL(target, api.baseUrl);
  assert.equal(next.pathname, '/v1/resources');
  assert.equal(next.searchParams.get('type'), 'postgres_role');
  assert.equal(next.searchParams.get('limit'), '1');
  const second = await world.call('GET', target);
  assert.equal(second.status, 200);
  assert.notEqual(second.body[0].id, answer.body[0].id);
});
