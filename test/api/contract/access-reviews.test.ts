/** Access reviews: what they are about, who decides, what a decision does, and what remains of it as evidence. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eraseInAccessReviews } from '../../../activities/ledger/erase-access-reviews.ts';
import { beginDueReviews } from '../../../api/dispatch/due-reviews.ts';
import { ERASED_NAME } from '../../../domain/audit.ts';
import { createLogger } from '../../../runtime/logger.ts';
import { digestOf } from '../../../store/approvals/digest.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import { passReviewTime } from '../../../store/reviews/pass-review-time.ts';
import { type ApiHarness, type CallAnswer, type Caller, startApi, type TestUser } from '../../support/api-harness.ts';
import { buildBundle, bundleOfJob, bytesOfBundle } from '../../support/built-bundle.ts';
import { VerifierFiles } from '../../support/verifier-files.ts';
import { assertOk, assertRefused } from './assert-refused.ts';
import { publishInboxKey, World } from './world.ts';

let api: ApiHarness;
let root: World;
/** A scope of its own, for each test. */
let world: World;
let [ann, ben, cid]: TestUser[] = [];

before(async () => {
  api = await startApi();
  await publishInboxKey(api);
  root = await World.enter(api, api.admin);
  ann = await api.createUser('ann', 'approver');
  ben = await api.createUser('ben', 'approver');
  cid = await api.createUser('cid', 'approver');
});
after(() => api.close());

const is = (user: TestUser | undefined): TestUser => {
  if (!user) throw new Error('there is nobody');
  return user;
};

interface Item {
  readonly id: number;
  readonly grant_id: number;
  readonly state: string;
  readonly objection: string | null;
  readonly scope_id: number | null;
  readonly resource_id: number | null;
  readonly members: number;
  readonly member_user_ids: readonly number[] | null;
  readonly joined: number;
  readonly joined_user_ids: readonly number[] | null;
  readonly joined_digest: string | null;
  readonly needs_fallback: boolean;
  readonly decided_by: string | null;
  readonly reason: string | null;
}

async function itemsOf(review: number, query = '', as = root.admin): Promise<Item[]> {
  return assertOk(await root.call('GET', `/v1/access-reviews/${review}/items?limit=1000${query}`, { as })).body.items;
}

async function itemOf(review: number, grant: number): Promise<Item> {
  const found = (await itemsOf(review)).find(({ grant_id }) => grant_id === grant);
  assert.ok(found, `grant ${grant} is not reviewed`);
  return found;
}

function decide(review: number, items: readonly Item[], verdict: string, as: TestUser): Promise<CallAnswer> {
  const body = { item_ids: items.map(({ id }) => id), verdict, reason: 'a look at it' };
  return root.call('POST', `/v1/access-reviews/${review}/decisions`, { as, body });
}

/** What a worker does. */
const pass = (review: number, organization = 1) => passReviewTime(api.store, organization, review);

const due = (review: number, fields: object = { due_at: new Date() }) =>
  api.store.models.accessReviews.updateOne({ _id: review }, { $set: fields });

describe('an access review', () => {
  before(async () => {
    world = await root.below();
  });

  it('is about every grant that reaches the scope: on it, above and below, by groups and on single resources', async () => {
    const below = await world.scope();
    const [resource, elsewhere] = [await world.resource(), await root.resource()];
    const group = await root.group();
    const member = await root.member(group);
    const reaching = [
      await root.grant(),
      await world.grant(),
      await root.grant({ scope_id: below }),
      await root.grant({ resource_id: resource }),
      await root.grant({ subject_type: 'group', subject_id: group, scope_id: world.rootScopeId }),
    ];
    const ended = await world.grant();
    assertOk(await root.call('POST', `/v1/grants/${ended}/revoke`));
    const beside = [
      await root.grant({ resource_id: elsewhere }),
      await root.grant({ scope_id: await root.scope() }),
      ended,
    ];
    const review = await world.accessReview();
    const reviewed = (await itemsOf(review)).map(({ grant_id }) => grant_id);
    for (const grant of reaching) assert.ok(reviewed.includes(grant), `${grant}`);
    for (const grant of beside) assert.ok(!reviewed.includes(grant), `${grant}`);
    const ofGroup = await itemOf(review, reaching[4] ?? 0);
    assert.deepEqual([ofGroup.members, ofGroup.member_user_ids], [1, [member]]);
    const { resource_id, scope_id } = await itemOf(review, reaching[3] ?? 0);
    assert.deepEqual([resource_id, scope_id], [resource, null]);
  });

  it('shows and asks of grants above its scope only who may there, and is about none that its starter could not read', async () => {
    const [above, here] = [await root.grant(), await world.grant()];
    const nearby = await api.createUser('approver nearby', 'approver', { scopeId: world.rootScopeId });
    const review = await world.accessReview();
    const [item, own] = [await itemOf(review, above), await itemOf(review, here)];
    for (const query of ['', '&decidable=true']) {
      const seen = (await itemsOf(review, query, nearby)).map(({ id }) => id);
      assert.ok(seen.includes(own.id) && !seen.includes(item.id), query);
    }
    assertRefused(await decide(review, [item], 'revoke', nearby), 422, 'unprocessable', '/body/item_ids/0');
    const reads = await root.role(['access_review:read']);
    await root.grant({ subject_id: nearby.id, role: reads });
    assertRefused(await decide(review, [item], 'revoke', nearby), 403, 'forbidden');
    assertOk(await decide(review, [own], 'keep', nearby));

    const starter = await api.createUser('admin nearby', 'admin', { scopeId: world.rootScopeId });
    const begun = await api.call('POST', '/v1/access-reviews', { as: starter, body: world.newAccessReview() });
    const reviewed = (await itemsOf(assertOk(begun, 201).body.id)).map(({ grant_id }) => grant_id);
    assert.ok(reviewed.includes(here) && !reviewed.includes(above));
  });

  it('shows its evidence to who may see all that it is about, and to nobody else', async () => {
    const nearby = await api.createUser('auditor nearby', 'auditor', { scopeId: world.rootScopeId });
    await root.grant();
    const review = await world.accessReview();
    await due(review);
    assert.equal(await pass(review), null);
    const evidence = `/v1/access-reviews/${review}/evidence`;
    assertRefused(await root.call('GET', evidence, { as: nearby }), 403, 'forbidden');
    assertOk(await root.call('GET', evidence));
  });

  it('is about grants of the permissions that matter alone, and does not begin about nothing', async () => {
    const role = await world.role(['recording:read']);
    const [seen, other] = [await world.grant({ role }), await world.grant()];
    const review = await world.accessReview({ permissions: ['recording:read'] });
    const reviewed = (await itemsOf(review)).map(({ grant_id }) => grant_id);
    assert.ok(reviewed.includes(seen) && !reviewed.includes(other));
    const organization = await api.createOrganization('narrow');
    const narrow = await World.enter(api, organization.admin);
    // Worth something in the first organization alone.
    const body = narrow.newAccessReview({ permissions: ['organization:manage'] });
    assertRefused(await narrow.call('POST', '/v1/access-reviews', { body }), 422, 'unprocessable', '/body/permissions');
  });

  it('asks its last resort at once where the due date is near, or those who are named are nobody', async () => {
    const grant = await world.grant();
    const asked = { reviewer_group_ids: [await root.group()], fallback_user_ids: [is(cid).id] };
    const review = await world.accessReview(asked);
    assert.equal((await itemOf(review, grant)).needs_fallback, true);
    const due_at = new Date(Date.now() + 3_600_000).toISOString();
    const short = await world.accessReview({
      ...asked,
      reviewer_group_ids: [],
      reviewer_user_ids: [is(ann).id],
      due_at,
    });
    assertOk(await decide(short, [await itemOf(short, grant)], 'keep', is(cid)));
  });

  it('asks people who are there, until a day that comes', async () => {
    const refused = async (fields: object, pointer: string) =>
      assertRefused(
        await world.call('POST', '/v1/access-reviews', { body: world.newAccessReview(fields) }),
        422,
        'unprocessable',
        pointer,
      );
    await refused({ reviewer_user_ids: [is(ann).id, await root.formerUser()] }, '/body/reviewer_user_ids/1');
    await refused({ reviewer_group_ids: [9_999_999] }, '/body/reviewer_group_ids/0');
    await refused({ fallback_user_ids: [9_999_999] }, '/body/fallback_user_ids/0');
    await refused({ due_at: '2020-01-01T00:00:00Z' }, '/body/due_at');
    await refused({ due_at: new Date(Date.now() + 181 * 86_400_000).toISOString() }, '/body/due_at');
  });
});

describe('a decision', () => {
  before(async () => {
    world = await root.below();
  });

  it('is for those who are asked, never about their own access, and for others of the last resort', async () => {
    const group = await root.group();
    assertOk(await root.call('PUT', `/v1/groups/${group}/members/${is(ann).id}`));
    const theirs = await world.grant({ subject_type: 'group', subject_id: group });
    const own = await world.grant({ subject_id: is(ann).id, role: 'requester' });
    const others = await world.grant();
    const review = await world.accessReview({ reviewer_user_ids: [is(ann).id], fallback_user_ids: [is(cid).id] });
    const [a, b, c] = [await itemOf(review, theirs), await itemOf(review, own), await itemOf(review, others)];
    assert.deepEqual(
      [a, b, c].map(({ needs_fallback }) => needs_fallback),
      [true, true, false],
    );
    for (const item of [a, b]) assertRefused(await decide(review, [item], 'keep', is(ann)), 403, 'own_rights');
    assertRefused(await decide(review, [c], 'keep', is(ben)), 403, 'forbidden');
    assertRefused(await decide(review, [c], 'keep', is(cid)), 403, 'forbidden');
    const decidable = async (as: TestUser) => (await itemsOf(review, '&decidable=true', as)).map(({ id }) => id);
    assert.ok((await decidable(is(ann))).includes(c.id));
    assert.ok(!(await decidable(is(ann))).some((id) => id === a.id || id === b.id));
    assert.deepEqual(await decidable(is(ben)), []);
    assert.ok((await decidable(is(cid))).includes(a.id) && !(await decidable(is(cid))).includes(c.id));
    assertOk(await decide(review, [a, b], 'keep', is(cid)));
    await due(review, { escalates_at: new Date() });
    await pass(review);
    assertOk(await decide(review, [c], 'keep', is(cid)));
    assertRefused(await decide(review, [c], 'revoke', is(ann)), 409, 'conflict');
  });

  it('revokes the grant as it was looked at: on record with who has decided, and why', async () => {
    const grant = await world.grant();
    const review = await world.accessReview();
    const answer = assertOk(await decide(review, [await itemOf(review, grant)], 'revoke', is(ann)));
    assert.equal(answer.body.counts.to_revoke, 1);
    await pass(review);
    assert.equal((await itemOf(review, grant)).state, 'revoked');
    assert.equal((await root.call('GET', `/v1/grants/${grant}`)).body.status, 'revoked');
    const [record] = await api.store.auditCollection().find({ operation: 'grant.revoke', target_id: grant }).toArray();
    assert.deepEqual([record?.actor.name, record?.reason, record?.status], ['ann', 'a look at it', 'succeeded']);
  });

  it('is refused where the grant or its role has changed since, and such items are left out', async () => {
    const role = await world.role(['finding:read']);
    const [changed, widened, gone] = [await world.grant(), await world.grant({ role }), await world.grant()];
    const review = await world.accessReview();
    const body = { expires_at: new Date(Date.now() + 86_400_000).toISOString() };
    assertOk(await root.call('PATCH', `/v1/grants/${changed}`, { body }));
    const wider = { permissions: ['finding:read', 'finding:triage'] };
    assertOk(await root.call('PATCH', `/v1/roles/${role}`, { body: wider }));
    assertOk(await root.call('POST', `/v1/grants/${gone}/revoke`));
    for (const grant of [changed, widened, gone]) {
      assertRefused(await decide(review, [await itemOf(review, grant)], 'revoke', is(ann)), 409, 'conflict');
    }
    await pass(review);
    for (const grant of [changed, widened, gone]) assert.equal((await itemOf(review, grant)).state, 'drifted');
    assert.equal((await root.call('GET', `/v1/grants/${changed}`)).body.status, 'active');
    const told = await api.store.models.operationalEvents.find({ 'attributes.access_review_id': review }).lean();
    assert.deepEqual(
      told.map(({ code }) => code),
      ['drifted'],
    );
  });

  it('counts though the grant was written to, or its built-in role permits more than then, and is no way out of', async () => {
    const [erased, upgraded, escaping] = [await world.grant(), await world.grant(), await world.grant()];
    const review = await world.accessReview();
    await api.store.models.grants.updateOne({ _id: erased }, { $inc: { revision: 1 }, $set: { reason: null } });
    const before = { review_id: review, grant_id: upgraded };
    await api.store.models.accessReviewItems.updateOne(before, { $set: { permissions: ['resource:read'] } });
    const items = [await itemOf(review, erased), await itemOf(review, upgraded)];
    assertOk(await decide(review, items, 'keep', is(ann)));
    assertOk(await decide(review, [await itemOf(review, escaping)], 'revoke', is(ann)));
    const body = { expires_at: new Date(Date.now() + 86_400_000).toISOString() };
    assertOk(await root.call('PATCH', `/v1/grants/${escaping}`, { body }));
    await pass(review);
    assert.equal((await itemOf(review, escaping)).state, 'revoked');
    assert.equal((await root.call('GET', `/v1/grants/${escaping}`)).body.status, 'revoked');
  });

  it('keeps a group for members who have joined since only where the reviewer was shown them, which its evidence tells', async () => {
    const group = await root.group();
    await root.member(group);
    const grant = await world.grant({ subject_type: 'group', subject_id: group });
    const review = await world.accessReview();
    const keep = (as: Caller, item: Item) => {
      const seen = item.joined_digest === null ? {} : { joined_digests: [item.joined_digest] };
      const body = { item_ids: [item.id], verdict: 'keep', reason: 'a look at it', ...seen };
      return root.call('POST', `/v1/access-reviews/${review}/decisions`, { as, body });
    };
    const before = await itemOf(review, grant);
    assert.deepEqual([before.joined, before.joined_user_ids, before.joined_digest], [0, [], null]);
    const first = await root.member(group);
    for (const [by, isTold] of [
      [is(ann), false],
      [root.admin, true],
    ] as const) {
      const refused = await keep(by, before);
      assertRefused(refused, 409, 'conflict');
      assert.equal(refused.body.detail.includes(`(ids ${first})`), isTold, 'ids are for who may read users');
    }
    const shown = (await itemsOf(review, '', is(ann))).find(({ id }) => id === before.id);
    assert.ok(shown?.joined_digest, 'somebody without user:read has something to confirm as well');
    assert.deepEqual([shown.joined, shown.joined_user_ids], [1, null]);

    const second = await root.member(group);
    assertRefused(await keep(is(ann), shown), 409, 'conflict');
    assertOk(await keep(is(ann), await itemOf(review, grant)));
    const kept = await itemOf(review, grant);
    assert.deepEqual([kept.state, kept.joined_user_ids], ['kept', [first, second].sort((a, b) => a - b)]);
    await due(review);
    assert.equal(await pass(review), null);
    const { is_intact, document } = assertOk(await root.call('GET', `/v1/access-reviews/${review}/evidence`)).body;
    assert.equal(is_intact, true);
    const { joined_member_ids } = document.items.find((item: Item) => item.grant_id === grant);
    assert.deepEqual(joined_member_ids, kept.joined_user_ids);
  });

  it('revokes a group whoever has joined it since, and never asks about it who is one of them', async () => {
    const group = await root.group();
    const grant = await world.grant({ subject_type: 'group', subject_id: group });
    const review = await world.accessReview();
    const item = await itemOf(review, grant);
    assertOk(await root.call('PUT', `/v1/groups/${group}/members/${is(ben).id}`));
    assertRefused(await decide(review, [item], 'keep', is(ben)), 403, 'own_rights');
    assertOk(await decide(review, [item], 'revoke', is(ann)));
  });

  it('counts once of two at a time, and either it or what ends the review at that moment', async () => {
    const grant = await world.grant();
    const review = await world.accessReview();
    const item = await itemOf(review, grant);
    const statuses = await Promise.all(
      [is(ann), is(ben)].map(async (by) => (await decide(review, [item], 'keep', by)).status),
    );
    assert.deepEqual(statuses.sort(), [200, 409]);

    const { id, itemId } = await world.reviewOfOthers();
    const [only] = (await itemsOf(id)).filter((one) => one.id === itemId);
    assert.ok(only);
    const [revoked, canceled] = await Promise.all([
      decide(id, [only], 'revoke', is(ann)),
      root.call('POST', `/v1/access-reviews/${id}/cancel`),
    ]);
    assert.deepEqual([revoked.status, canceled.status].sort(), [200, 409]);
    await pass(id);
    const status = revoked.status === 200 ? 'revoked' : 'active';
    assert.equal((await root.call('GET', `/v1/grants/${only.grant_id}`)).body.status, status);

    const late = await world.reviewedGrant();
    const [last] = (await itemsOf(late.id)).filter((one) => one.id === late.itemId);
    assert.ok(last);
    const [kept] = await Promise.all([
      decide(late.id, [last], 'keep', is(ann)),
      due(late.id).then(() => pass(late.id)),
    ]);
    assert.equal((await itemOf(late.id, last.grant_id)).state, kept.status === 200 ? 'kept' : 'left');
    assert.equal((await root.call('GET', `/v1/access-reviews/${late.id}/evidence`)).body.is_intact, true);
  });

  it('revokes nothing that who has started the review could not, nor the last administrator, and says so', async () => {
    const organization = await api.createOrganization('lonely');
    const lonely = await World.enter(api, organization.admin);
    const place = { organizationId: organization.organizationId };
    const judge = await api.createUser('judge', 'approver', place);
    const review = await lonely.accessReview({ reviewer_user_ids: [judge.id] });
    const [admins] = await itemsOf(review, '', organization.admin);
    assert.ok(admins);
    assertOk(await decide(review, [admins], 'revoke', judge));
    await pass(review, organization.organizationId);
    const [after] = await itemsOf(review, '', organization.admin);
    assert.deepEqual([after?.state, after?.objection?.split(':')[0]], ['failed', 'last_administrator']);

    const local = await api.createUser('local admin', 'admin', { scopeId: world.rootScopeId });
    const above = await root.grant();
    await root.grant({ subject_id: local.id, role: await root.role(['grant:read']) });
    const begun = await api.call('POST', '/v1/access-reviews', { as: local, body: world.newAccessReview() });
    const small = assertOk(begun, 201).body.id;
    assertOk(await decide(small, [await itemOf(small, above)], 'revoke', is(ann)));
    await pass(small);
    const item = await itemOf(small, above);
    assert.deepEqual([item.state, item.objection?.split(':')[0]], ['failed', 'privilege_escalation']);
    assert.equal((await root.call('GET', `/v1/grants/${above}`)).body.status, 'active');

    const narrower = ['access_review:manage', 'access_review:read', 'grant:read', 'resource:read'] as const;
    const begins = await world.role([...narrower, 'grant:write']);
    const keeper = await api.createUser('keeper', null);
    await world.grant({ subject_id: keeper.id, role: begins });
    const theirGrant = await world.grant({ role: await world.role(['resource:read']) });
    const started = await api.call('POST', '/v1/access-reviews', { as: keeper, body: world.newAccessReview() });
    const kept = assertOk(started, 201).body.id;
    assertOk(await root.call('PATCH', `/v1/roles/${begins}`, { body: { permissions: narrower } }));
    assertRefused(
      await api.call('POST', '/v1/access-reviews', { as: keeper, body: world.newAccessReview() }),
      403,
      'forbidden',
    );
    assertOk(await decide(kept, [await itemOf(kept, theirGrant)], 'revoke', is(ann)));
    await pass(kept);
    assert.match((await itemOf(kept, theirGrant)).objection ?? '', /^privilege_escalation: .*grant:write/);

    const away = await api.createOrganization('away');
    const guest = await api.store.models.users.findOne({ organization_id: away.organizationId }).lean();
    const theirs = await world.accessReview();
    await due(theirs, { 'started_by.id': guest?._id });
    await api.store.models.organizations.updateOne({ _id: away.organizationId }, { $set: { status: 'inactive' } });
    assertOk(await decide(theirs, [await itemOf(theirs, above)], 'revoke', is(ann)));
    await pass(theirs);
    assert.equal((await itemOf(theirs, above)).objection?.split(':')[0], 'starter_inactive');
  });
});

describe('the due date', () => {
  before(async () => {
    world = await root.below();
  });

  for (const [undecided, state, status] of [
    ['leave', 'left', 'active'],
    ['keep', 'kept', 'active'],
    ['revoke', 'revoked', 'revoked'],
  ] as const) {
    it(`makes of what nobody has decided on what the review says: ${undecided}`, async () => {
      const role = await world.role(['recording:read', 'event:read']);
      const grant = await world.grant({ role });
      const all = await world.accessReview({ undecided });
      await api.store.models.accessReviewItems.deleteMany({ review_id: all, grant_id: { $ne: grant } });
      await due(all, { due_at: new Date(), 'counts.undecided': 1 });
      assertRefused(await decide(all, [await itemOf(all, grant)], 'keep', is(ann)), 409, 'conflict');
      while ((await pass(all)) !== null);
      assert.equal((await itemOf(all, grant)).state, state);
      assert.equal((await root.call('GET', `/v1/grants/${grant}`)).body.status, status);
    });
  }

  it('takes from whoever has started the review last what they revoke the rest by', async () => {
    const organization = await api.createOrganization('selfless');
    const selfless = await World.enter(api, organization.admin);
    const { organizationId } = organization;
    await api.createUser('second', 'admin', { organizationId });
    await selfless.grant();
    const review = await selfless.accessReview({ undecided: 'revoke' });
    await due(review);
    while ((await pass(review, organizationId)) !== null);
    const grants = api.store.models.accessReviewItems.find({ review_id: review }).sort({ _id: 1 });
    const states = (await grants.lean()).map(({ state, objection }) => [state, objection?.split(':')[0]]);
    // The other administrator goes first; then the starter is the last one.
    assert.deepEqual(states, [
      ['failed', 'last_administrator'],
      ['revoked', undefined],
      ['revoked', undefined],
    ]);
  });

  it('is reminded of, and closes the review with evidence whose digest is in the audit log', async () => {
    const grant = await world.grant();
    const review = await world.accessReview({ reviewer_user_ids: [is(ann).id] });
    const evidence = `/v1/access-reviews/${review}/evidence`;
    assertRefused(await root.call('GET', evidence), 409, 'conflict');
    assertOk(await decide(review, [await itemOf(review, grant)], 'keep', is(ann)));
    await due(review, { reminds_at: new Date(), escalates_at: new Date() });
    assert.notEqual(await pass(review), null);
    await due(review);
    assert.equal(await pass(review), null);
    const told = await api.store.models.operationalEvents.find({ 'attributes.access_review_id': review }).lean();
    assert.deepEqual(told.map(({ code }) => code).sort(), ['closed', 'due', 'escalated', 'reminder']);
    const { digest, is_intact, document } = assertOk(await root.call('GET', evidence)).body;
    assert.ok(is_intact);
    assert.equal(digestOf(document), digest);
    const { decided_by_user_id, state, verdict } = document.items.find((item: Item) => item.grant_id === grant);
    assert.deepEqual([decided_by_user_id, state, verdict], [is(ann).id, 'kept', 'keep']);
    const [record] = await api.store
      .auditCollection()
      .find({ operation: 'access_review.close', target_id: review })
      .toArray();
    assert.ok(record?.change?.includes(digest), `${record?.change}`);

    await api.store.models.accessReviewItems.updateOne(
      { review_id: review, grant_id: grant },
      { $set: { state: 'left' } },
    );
    assert.equal((await root.call('GET', evidence)).body.is_intact, false);
  });

  it('leaves evidence that a bundle proves to whoever holds the key of the log, and nothing else', async () => {
    const disk = new VerifierFiles();
    after(() => disk.remove());
    const ledger = api.ledger();
    const [kept, revoked] = [await world.grant(), await world.grant()];
    const review = await world.accessReview();
    assertOk(await decide(review, [await itemOf(review, kept)], 'keep', is(ann)));
    assertOk(await decide(review, [await itemOf(review, revoked)], 'revoke', is(ben)));
    await pass(review);
    await due(review);
    assert.equal(await pass(review), null);
    const { body: evidence } = await root.call('GET', `/v1/access-reviews/${review}/evidence`);
    const asked = await root.call('POST', '/v1/evidence-bundles', { body: { access_review_id: review } });
    assert.equal(asked.status, 202, JSON.stringify(asked.body));
    await buildBundle(api.store, asked.body.job_id);
    const zip = await bytesOfBundle(api.store, await bundleOfJob(api.store, asked.body.job_id));
    await ledger.stop();
    const { vkey } = (await root.call('GET', '/v1/ledger')).body;
    const verify = (document: unknown) => {
      const files = [
        disk.write('bundle.zip', zip),
        '--access-review',
        disk.write('review.json', JSON.stringify(document)),
      ];
      return disk.verify('bundle', ...files, '--vkey', vkey, '--print');
    };
    const { exitCode, said } = await verify(evidence);
    assert.equal(exitCode, 0, said);
    assert.match(said, /each decision on record, and each of 1 revocations/);
    assert.match(said, new RegExp(`grant\\.revoke grant ${revoked} \\| succeeded`));
    const forged = structuredClone(evidence);
    forged.document.items.find((item: Item) => item.grant_id === kept).state = 'revoked';
    assert.equal((await verify(forged)).exitCode, 1);
  });

  it('leaves evidence that stays as it was sealed when who has decided is erased, with their name and words', async () => {
    const grant = await world.grant();
    const review = await world.accessReview();
    assertOk(await decide(review, [await itemOf(review, grant)], 'keep', is(ben)));
    await due(review);
    await pass(review);
    await world.job();
    const erasure = await api.store.models.jobs.findOne().lean<JobDocument>();
    assert.ok(erasure, 'a job in whose name that can be done');
    await eraseInAccessReviews(api.store, { organizationId: 1, userId: is(ben).id }, erasure);
    const [item] = (await itemsOf(review)).filter(({ grant_id }) => grant_id === grant);
    assert.deepEqual([item?.decided_by, item?.reason], [ERASED_NAME, null]);
    assert.equal((await root.call('GET', `/v1/access-reviews/${review}/evidence`)).body.is_intact, true);
  });

  it('ends nothing of a review that is canceled before, by who has nothing to fear of it, with evidence', async () => {
    const grant = await world.grant();
    const decided = await world.grant();
    const review = await world.accessReview({ undecided: 'revoke' });
    const [item, other] = [await itemOf(review, grant), await itemOf(review, decided)];
    const cancel = () => root.call('POST', `/v1/access-reviews/${review}/cancel`);
    assertOk(await decide(review, [other], 'revoke', is(ann)));
    assertRefused(await cancel(), 409, 'conflict');
    await pass(review);
    assert.equal((await itemOf(review, decided)).state, 'revoked');
    assertRefused(await cancel(), 403, 'own_rights');
    const { id: admin } = await root.me();
    const own = { review_id: review, state: 'undecided' as const, subject_type: 'user' as const, subject_id: admin };
    const theirs = await api.store.models.accessReviewItems.find(own).lean();
    assertOk(
      await decide(review, await Promise.all(theirs.map(({ grant_id }) => itemOf(review, grant_id))), 'keep', is(ann)),
    );
    const canceled = assertOk(await cancel());
    assert.equal(canceled.body.status, 'canceled');
    const sealed = assertOk(await root.call('GET', `/v1/access-reviews/${review}/evidence`)).body;
    assert.deepEqual([sealed.digest, sealed.is_intact], [canceled.body.digest, true]);
    assert.equal(digestOf(sealed.document), sealed.digest);
    await due(review);
    assert.equal(await pass(review), null);
    assertRefused(await decide(review, [item], 'keep', is(ann)), 409, 'conflict');
    assert.equal((await root.call('GET', `/v1/grants/${grant}`)).body.status, 'active');
  });
});

describe('a review that is made again', () => {
  const DAY_MS = 86_400_000;
  const logger = createLogger({ service: 'api', level: 'error' });
  const days = (count: number) => new Date(Date.now() + count * DAY_MS);
  const begin = (now: Date) => beginDueReviews({ store: api.store, logger, now });
  const show = async (review: number) => assertOk(await root.call('GET', `/v1/access-reviews/${review}`)).body;
  const codesOf = (review: number) =>
    api.store.models.operationalEvents.distinct('code', { 'attributes.access_review_id': review });

  before(async () => {
    world = await root.below();
  });

  it('begins once when its time has come, with the same reviewers and as much time, about what is granted then', async () => {
    const asked = { reviewer_user_ids: [is(ann).id], fallback_user_ids: [is(cid).id], undecided: 'keep' };
    const first = await world.accessReview({ ...asked, due_at: days(10).toISOString(), repeat_every_days: 90 });
    const before = await show(first);
    assert.equal(Date.parse(before.repeats_at), Date.parse(before.created_at) + 90 * DAY_MS);
    await begin(days(89));
    assert.equal((await show(first)).next_review_id, null);
    const later = await world.grant();
    await Promise.all([begin(days(91)), begin(days(91)), begin(days(91))]);
    const { next_review_id: next, repeats_at } = await show(first);
    assert.equal(repeats_at, null);
    const made = await show(next);
    assert.deepEqual(
      [made.previous_review_id, made.reviewer_user_ids, made.fallback_user_ids, made.undecided, made.started_by],
      [first, asked.reviewer_user_ids, asked.fallback_user_ids, 'keep', before.started_by],
    );
    const [openMs, againMs] = [made.due_at, made.repeats_at].map((at) => Date.parse(at) - Date.parse(made.created_at));
    assert.equal(openMs, Date.parse(before.due_at) - Date.parse(before.created_at));
    assert.equal(againMs, 90 * DAY_MS);
    assert.equal((await itemOf(next, later)).state, 'undecided');
    assert.deepEqual(await codesOf(next), ['repeated']);
    const list = assertOk(await root.call('GET', `/v1/access-reviews?repeats=true&scope_id=${world.rootScopeId}`)).body;
    assert.deepEqual(
      list.access_reviews.map(({ id }: { id: number }) => id),
      [next],
    );
    const started = { operation: 'access_review.start', target_id: next };
    assert.equal(await api.store.auditCollection().countDocuments(started), 1);
  });

  it('waits, and says why, while whoever has said so may not start it, until somebody who may says so', async () => {
    const role = await world.role(['access_review:manage', 'access_review:read', 'grant:read', 'grant:write']);
    const keeper = await api.createUser('quarterly', null);
    await world.grant({ subject_id: keeper.id, role });
    const body = world.newAccessReview({ repeat_every_days: 30 });
    const first = assertOk(await api.call('POST', '/v1/access-reviews', { as: keeper, body }), 201).body.id;
    assertOk(await root.call('PATCH', `/v1/roles/${role}`, { body: { permissions: ['access_review:manage'] } }));
    await begin(days(31));
    const kept = await show(first);
    assert.match(kept.repeat_objection, /does not hold grant:read, grant:write/);
    assert.ok(Date.parse(kept.repeats_at) > days(31).getTime());
    assert.deepEqual(await codesOf(first), ['not_repeated']);
    await begin(days(31.5));
    assert.equal((await show(first)).next_review_id, null);
    const path = `/v1/access-reviews/${first}`;
    const again = { body: { repeat_every_days: 30 } };
    const taken = assertOk(await root.call('PATCH', path, again)).body;
    assert.deepEqual([taken.repeat_objection, taken.repeats_by], [null, 'admin']);
    await begin(days(31));
    const { next_review_id: next } = await show(first);
    assert.equal((await show(next)).started_by, 'admin');
    assertRefused(await root.call('PATCH', path, again), 409, 'conflict');
  });

  it('is not made again once that was said, and never before the one before it is due', async () => {
    const first = await world.accessReview({ repeat_every_days: 30 });
    const path = `/v1/access-reviews/${first}`;
    const refused = await root.call('PATCH', path, { body: { repeat_every_days: 29 } });
    assertRefused(refused, 422, 'unprocessable', '/body/repeat_every_days');
    const shorter = world.newAccessReview({ repeat_every_days: 29 });
    const short = await root.call('POST', '/v1/access-reviews', { body: shorter });
    assertRefused(short, 422, 'unprocessable', '/body/repeat_every_days');
    assert.equal(assertOk(await root.call('PATCH', path, { body: { repeat_every_days: null } })).body.repeats_at, null);
    await begin(days(31));
    assert.equal((await show(first)).next_review_id, null);
  });
});
