/** Filter and decision are one: what a list finds in the database, and what a report shows, is what the decision allows, for random organizations. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { admit } from '../../api/authorization/admit.ts';
import { PLACED, type PlacedKind, placeOf } from '../../api/authorization/places.ts';
import { RequestAccess } from '../../api/authorization/request-access.ts';
import { loadContract } from '../../api/contract.ts';
import { queryReports } from '../../api/handlers/reporting/query-reports.ts';
import type { Request, Transaction } from '../../api/operation.ts';
import { LISTED_BY } from '../../api/reporting/report-access.ts';
import { type AuthorizedResource, decideAccess } from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import { BUILT_IN_ROLES, isBuiltInRole, PERMISSIONS, type Permission } from '../../domain/permissions.ts';
import type { Mongod } from '../../launcher/engines/mongod.ts';
import { loadHeldGrants, loadRoles } from '../../store/access/held-grants.ts';
import { loadScopeTree } from '../../store/access/scope-tree.ts';
import { openStore, type Store } from '../../store/store.ts';
import { keepReportToTheEnd } from '../support/report-rows.ts';
import { startLastingMongod } from '../support/test-mongod.ts';

const RUNS = 40;
const NOW = new Date('2026-01-01T12:00:00Z');
const BEFORE = new Date('2026-01-01T11:00:00Z');
const AFTER = new Date('2026-01-01T13:00:00Z');
/** Ids of one organization are apart from those of all others. */
const IDS_EACH = 1_000;

let directory: string;
let mongod: Mongod;
let store: Store;
let contract: Awaited<ReturnType<typeof loadContract>>;
let organizations = 0;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'capstan-test-'));
  // From nothing: of documents in outline no index holds.
  mongod = await startLastingMongod(join(directory, 'mongodb'));
  store = await openStore(mongod.uri);
  contract = await loadContract();
});
after(async () => {
  await store.close();
  await mongod.stop();
  await rm(directory, { recursive: true, force: true });
});

/** An organization in outline; numbers choose among what there is. */
const outlines = fc.record({
  parents: fc.array(fc.nat(), { maxLength: 12 }),
  roles: fc.array(fc.record({ permissions: fc.subarray([...PERMISSIONS]), isActive: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  groups: fc.array(fc.record({ isActive: fc.boolean(), isMember: fc.boolean() }), { maxLength: 3 }),
  resources: fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
  devices: fc.array(fc.nat(), { maxLength: 4 }),
  applications: fc.array(fc.nat(), { maxLength: 3 }),
  records: fc.array(fc.option(fc.nat()), { maxLength: 4 }),
  grants: fc.array(
    fc.record({
      holder: fc.oneof(
        { weight: 3, arbitrary: fc.constant('caller' as const) },
        fc.constantFrom('other' as const, 'group' as const),
      ),
      group: fc.nat(),
      role: fc.nat(),
      on: fc.constantFrom('scope' as const, 'resource' as const),
      place: fc.nat(),
      expiresAt: fc.constantFrom(null, null, BEFORE, NOW, AFTER),
      isRevoked: fc.boolean(),
    }),
    { maxLength: 7 },
  ),
  rules: fc.option(
    fc.array(
      fc.record({
        areas: fc.subarray(['resources', 'jobs', 'approvals', 'connect', 'compliance', 'grants']),
        scopes: fc.option(fc.array(fc.nat(), { maxLength: 2 })),
        resources: fc.option(fc.array(fc.nat(), { maxLength: 2 })),
      }),
      { maxLength: 2 },
    ),
    { freq: 2 },
  ),
});
type Outline = typeof outlines extends fc.Arbitrary<infer Value> ? Value : never;

interface Row {
  readonly _id: number | string;
  readonly scope_id?: number | null;
  readonly resource_id?: number | null;
}

function pick<Value>(among: readonly Value[], choice: number): Value {
  const found = among[choice % among.length];
  if (found === undefined) throw new Error('there is nothing to choose from');
  return found;
}

const COLLECTIONS = {
  scope: 'scopes',
  device: 'devices',
  resource: 'resources',
  credential: 'credentials',
  protectedInformation: 'protectedInformation',
  retrieval: 'retrievals',
  checkOut: 'custodies',
  connectSession: 'connectSessions',
  sshAuthority: 'sshAuthorities',
  sshKey: 'sshKeys',
  job: 'jobs',
  approval: 'approvals',
  plan: 'plans',
  application: 'applications',
  grant: 'grants',
  auditRecord: 'auditRecords',
  operationalEvent: 'operationalEvents',
  evidenceBundle: 'evidenceBundles',
  finding: 'findings',
  accessReview: 'accessReviews',
  accessReviewItem: 'accessReviewItems',
  policyBinding: 'policyBindings',
  notificationChannel: 'notificationChannels',
} as const satisfies Record<PlacedKind, keyof Store['models']>;
const KINDS = Object.keys(PLACED).filter((kind): kind is PlacedKind => kind in COLLECTIONS);

/** Writes the organization that `outline` tells of, and says by itself what the caller may do where. */
async function build(outline: Outline) {
  organizations += 1;
  // Never the first: some permissions hold there alone.
  const organizationId = organizations + 1;
  const base = organizationId * IDS_EACH;
  const own = { organization_id: organizationId };
  const ids = (count: number, from: number) => Array.from({ length: count }, (_, index) => base + from + index);

  const scopeIds = ids(outline.parents.length + 1, 0);
  const parentOf = new Map<number, number>();
  outline.parents.forEach((choice, index) => {
    parentOf.set(pick(scopeIds, index + 1), pick(scopeIds.slice(0, index + 1), choice));
  });
  const wayUp = (scopeId: number): number[] => {
    const parent = parentOf.get(scopeId);
    return parent === undefined ? [scopeId] : [scopeId, ...wayUp(parent)];
  };
  const inScope = (choice: number) => ({ ...own, scope_id: pick(scopeIds, choice) });
  const resources = outline.resources.map((choice, index) => ({
    _id: base + 100 + index,
    created_at: BEFORE,
    ...inScope(choice),
  }));
  const made = { created_at: BEFORE };
  const ofResources = (from: number) =>
    resources.map(({ _id, scope_id }, index) => ({ _id: base + from + index, ...own, scope_id, resource_id: _id }));

  const caller = { type: 'user', id: base } as const;
  const groups = outline.groups.map(({ isActive }, index) => ({
    _id: base + 500 + index,
    ...own,
    name: `group ${index}`,
    status: isActive ? 'active' : 'inactive',
  }));
  const roles = outline.roles.map(({ permissions, isActive }, index) => ({
    _id: base + 600 + index,
    ...own,
    name: `role_${index}`,
    permissions,
    status: isActive ? 'active' : 'inactive',
  }));
  const roleNames = [...roles.map(({ name }) => name), 'viewer', 'auditor', 'operator', 'gone'];
  const grants = outline.grants.map((grant, index) => {
    const resource = grant.on === 'resource' ? pick(resources, grant.place) : null;
    const group = grant.holder === 'group' && groups.length > 0 ? pick(groups, grant.group) : null;
    return {
      _id: base + 700 + index,
      ...own,
      subject_type: group ? 'group' : 'user',
      subject_id: group?._id ?? (grant.holder === 'caller' ? caller.id : base + 99),
      role: pick(roleNames, grant.role),
      scope_id: resource?.scope_id ?? pick(scopeIds, grant.place),
      resource_id: resource?._id ?? null,
      expires_at: grant.expiresAt,
      created_at: BEFORE,
      status: grant.isRevoked ? 'revoked' : 'active',
    };
  });
  const recorded = outline.records.map((choice, index) => ({
    _id: `evt_${base + index}`,
    ...own,
    scope_id: choice === null ? null : pick(scopeIds, choice),
    resource_id: choice === null || choice % 2 === 0 ? null : pick(resources, choice)._id,
  }));
  const documents = {
    scope: scopeIds.map((_id) => ({ _id, ...own, ancestors: wayUp(_id).slice(1).reverse() })),
    device: outline.devices.map((choice, index) => ({ _id: base + 200 + index, ...inScope(choice) })),
    resource: resources,
    credential: ofResources(300),
    protectedInformation: outline.devices.map((choice, index) => ({ _id: base + 250 + index, ...inScope(choice) })),
    retrieval: outline.devices.map((choice, index) => ({
      _id: base + 270 + index,
      job_id: base + 270 + index,
      ...inScope(choice),
    })),
    checkOut: ofResources(600).map((row) => ({ ...row, job_id: row._id })),
    connectSession: ofResources(650).map((row) => ({
      ...{ ...row, _id: `acs_${row._id}`, job_id: row._id },
      ...{ ...made, requester: caller },
    })),
    sshAuthority: outline.devices.map((choice, index) => ({ _id: base + 540 + index, ...inScope(choice) })),
    sshKey: outline.devices.map((choice, index) => ({ _id: base + 560 + index, ...inScope(choice) })),
    job: [...ofResources(400), { _id: base + 450, ...inScope(1), resource_id: null }].map((row) => ({
      ...{ ...row, ...made, actor: caller },
    })),
    approval: [...ofResources(470), { _id: base + 490, ...inScope(1), resource_id: null }].map((row) => ({
      ...{ ...row, job_id: row._id },
      ...{ ...made, requester: caller, decisions: [] },
    })),
    plan: [1, 2].map((choice) => ({ _id: base + 460 + choice, job_id: base + 460 + choice, ...inScope(choice) })),
    application: outline.applications.map((choice, index) => ({ _id: base + 800 + index, ...inScope(choice) })),
    grant: grants,
    auditRecord: recorded,
    operationalEvent: recorded,
    evidenceBundle: [...ofResources(900), { _id: base + 950, ...inScope(1), resource_id: null }],
    accessReview: [1, 2].map((choice) => ({ _id: base + 750 + choice, ...inScope(choice) })),
    accessReviewItem: [...ofResources(760), { _id: base + 790, ...inScope(1), resource_id: null }],
    finding: ofResources(700).map((row) => ({ ...row, ...made, signal: 'policy_coverage' })),
    policyBinding: [...ofResources(960), { _id: base + 990, ...inScope(1), resource_id: null }],
    notificationChannel: [1, 2].map((choice) => ({
      _id: base + 994 + choice,
      name: `channel ${choice}`,
      ...inScope(choice),
    })),
  } satisfies Record<PlacedKind, readonly Row[]>;
  for (const kind of KINDS) await insert(COLLECTIONS[kind], documents[kind]);
  await insert('groups', groups);
  await insert('roles', roles);
  await insert(
    'groupMembers',
    groups.flatMap(({ _id }, index) =>
      outline.groups[index]?.isMember
        ? [{ _id: `${_id}:${caller.id}`, ...own, group_id: _id, user_id: caller.id }]
        : [],
    ),
  );

  const memberOf = new Set(
    groups.flatMap(({ _id, status }, index) => (status === 'active' && outline.groups[index]?.isMember ? [_id] : [])),
  );
  const permits = (role: string, permission: Permission): boolean => {
    if (permission === 'organization:manage') return false;
    if (isBuiltInRole(role)) return BUILT_IN_ROLES[role].some((one) => one === permission);
    const found = roles.find(({ name }) => name === role);
    return found?.status === 'active' && found.permissions.includes(permission);
  };
  /** The rule of the product in its plainest form: up from the place, is there a grant? */
  const mayBy = (permission: Permission, { scopeId, resourceId }: ReturnType<typeof placeOf>): boolean =>
    grants.some(
      (grant) =>
        grant.status === 'active' &&
        (grant.expires_at === null || grant.expires_at > NOW) &&
        (grant.subject_type === 'group' ? memberOf.has(grant.subject_id) : grant.subject_id === caller.id) &&
        permits(grant.role, permission) &&
        (grant.resource_id === null
          ? wayUp(scopeId ?? base).includes(grant.scope_id)
          : grant.resource_id === resourceId),
    );
  const rules: AuthorizedResource[] | null =
    outline.rules?.map((rule) => ({
      areas: rule.areas,
      operations: null,
      scope_ids: rule.scopes?.map((choice) => pick(scopeIds, choice)) ?? null,
      resource_ids: rule.resources?.map((choice) => pick(resources, choice)._id) ?? null,
      addresses: null,
      expires_at: null,
    })) ?? null;
  const withinRules = (
    { scopeId, resourceId }: ReturnType<typeof placeOf>,
    among: readonly AuthorizedResource[] | null = rules,
  ): boolean =>
    among === null ||
    among.some(
      ({ scope_ids, resource_ids }) =>
        (scope_ids === null && resource_ids === null) ||
        wayUp(scopeId ?? base).some((id) => scope_ids?.includes(id)) ||
        (resourceId !== null && resource_ids?.includes(resourceId)),
    );
  return { organizationId, caller, documents, rules, mayBy, withinRules };
}

async function insert(model: keyof Store['models'], rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await store.models[model].collection.insertMany(rows.map((row) => ({ ...row }) as never));
}

async function holds(outline: Outline): Promise<void> {
  const { organizationId, caller, documents, rules, mayBy, withinRules } = await build(outline);
  const [tree, roles] = [await loadScopeTree(store, organizationId), await loadRoles(store, organizationId)];
  const profile = { tree, grants: await loadHeldGrants(store, organizationId, caller, roles) };
  for (const permission of PERMISSIONS) {
    const access = new RequestAccess({ profile, permission, rules, now: NOW });
    for (const kind of KINDS) {
      const found = await store.models[COLLECTIONS[kind]].collection
        .find({ organization_id: organizationId, ...Object(access.filter(kind)) }, { projection: { _id: 1 } })
        .toArray();
      const ids = found.map(({ _id }) => String(_id)).sort();
      const allowedBy = (allows: (document: Row) => boolean) =>
        documents[kind]
          .filter(allows)
          .map(({ _id }) => String(_id))
          .sort();
      const where = `${permission} on ${kind}s of organization ${organizationId}`;
      assert.deepEqual(
        ids,
        allowedBy((document) => access.permits(kind, document, permission)),
        where,
      );
      assert.deepEqual(
        ids,
        allowedBy((document) => {
          const place = placeOf(kind, document);
          const decision = decideAccess(profile, permission, place, NOW);
          assert.equal(decision.allowed, mayBy(permission, place), where);
          return decision.allowed && withinRules(place);
        }),
        where,
      );
    }
  }
}

const REPORTED = {
  resource: { field: 'resources', id: 'id' },
  job: { field: 'jobs', id: 'id' },
  approval: { field: 'approvals', id: 'id' },
  connectSession: { field: 'sessions', id: 'public_id' },
  finding: { field: 'findings', id: 'id' },
  grant: { field: 'grants', id: 'id' },
} as const;
const QUESTION = `{
  ${Object.values(REPORTED)
    .map(({ field, id }) => `${field}(first: 200) { nodes { ${id} } }`)
    .join('\n')}
  leads: jobs(first: 200) { nodes { resource_id resource { id } } }
  job_counts(by: [scope_id]) { count }
}`;

// biome-ignore lint/suspicious/noExplicitAny: data of the form of the question.
type Data = any;

/** What a report shows of each kind is what its list shows: the same rows, or the same refusal. */
async function shows(outline: Outline): Promise<void> {
  const { organizationId, caller, documents, rules, mayBy, withinRules } = await build(outline);
  await keepReportToTheEnd(store, organizationId);
  const [tree, roles] = [await loadScopeTree(store, organizationId), await loadRoles(store, organizationId)];
  const profile = { tree, grants: await loadHeldGrants(store, organizationId, caller, roles) };
  const actor = { ...caller, type: 'application', authorizedResources: rules, organizationId };
  const asking = { actor, access: { profile }, organization: {}, origin: { address: null }, now: NOW, organizationId };
  const request: unknown = { ...asking, body: { query: QUESTION }, means: { store, contract } };
  const { body } = await queryReports.handle(request as Request<'queryReports'>, {} as Transaction);
  const { data, errors = [] }: Data = body;
  const visible = new Map<string, readonly string[]>();
  for (const [kind, { field, id }] of Object.entries(REPORTED) as [keyof typeof REPORTED, Data][]) {
    const operation = contract.operations.get(LISTED_BY[kind]);
    assert.ok(operation?.permission);
    const { permission, area } = operation;
    const fitting = rules?.filter(({ areas }) => areas.includes(area)) ?? null;
    const allowed = (documents[kind] as readonly Row[])
      .filter((document) => {
        const place = placeOf(kind, document);
        return mayBy(permission, place) && withinRules(place, fitting);
      })
      .map(({ _id }) => String(_id))
      .sort();
    visible.set(kind, allowed);
    const where = `${field} of organization ${organizationId}`;
    assert.deepEqual((data[field]?.nodes ?? []).map((row: Data) => String(row[id])).sort(), allowed, where);
    const listing = {
      actor: { authorizedResources: rules },
      profile,
      operation,
      isOwn: false,
      address: null,
      now: NOW,
    };
    const isRefused = isRefusal(() => admit(listing));
    assert.equal(data[field] === null, isRefused, where);
    assert.equal(
      errors.some(({ path, extensions }: Data) => path[0] === field && extensions.code === 'forbidden'),
      isRefused,
    );
  }
  for (const { resource_id, resource } of data.leads?.nodes ?? []) {
    assert.equal(resource !== null, visible.get('resource')?.includes(String(resource_id)) ?? false);
  }
  const counted = (data.job_counts ?? []).reduce((sum: number, { count }: Data) => sum + count, 0);
  assert.equal(counted, visible.get('job')?.length);
}

function isRefusal(ask: () => unknown): boolean {
  try {
    ask();
    return false;
  } catch (error) {
    if (error instanceof CapstanError && error.code === 'forbidden') return true;
    throw error;
  }
}

it('lists find exactly what the decision allows, for every permission and every kind of object', async () => {
  await fc.assert(fc.asyncProperty(outlines, holds), { numRuns: RUNS });
});

it('reports show exactly what lists show to the same caller, and refuse what those refuse', async () => {
  await fc.assert(fc.asyncProperty(outlines, shows), { numRuns: RUNS });
});
