/** How real resources stand: each signal comes and goes as reality changes, and ratings follow. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { requestDueLooks } from '../../api/dispatch/due-looks.ts';
import { Secret } from '../../domain/secret.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { sshFingerprint } from '../../runtime/ssh-fingerprint.ts';
import { passTime } from '../../store/approvals/pass-time.ts';
import { REPORT_COLLECTIONS } from '../../store/models/reporting.ts';
import { type Answer, ConsentEstate, type Person } from '../support/consent-estate.ts';
import { silentLogger } from '../support/ledger.ts';
import { assertReportsFollowed } from '../support/report-rows.ts';
import { SshTarget } from '../support/ssh-target.ts';
import { until } from '../support/until.ts';

const DAY_MS = 24 * 3_600_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

describe('the posture of resources', () => {
  let estate: ConsentEstate;
  let linux: SshTarget;
  let operator: Person;
  let approver: Person;
  let group: number;

  before(async () => {
    [estate, linux] = await Promise.all([ConsentEstate.start(), SshTarget.start()]);
    group = await estate.group();
    operator = await estate.person('operator');
    approver = await estate.person('approver', group);
  });
  after(() => Promise.all([estate.stop(), linux.stop()]));

  const findings = async (resource: number, query = '&status=open'): Promise<Answer['body'][]> =>
    (await estate.expect(200, 'GET', `/v1/compliance/findings?resource_id=${resource}${query}`)).findings;

  /** Waits until the resource was looked at, and those, and no others, are open at it. */
  const whenFound = (resource: number, ...signals: string[]): Promise<Answer['body'][]> =>
    until(`resource ${resource} to have open: ${signals.join(', ') || 'nothing'}`, async () => {
      // What a first look finds is told by a record of all of it, and no event.
      if (!(await estate.estate.store.models.resourcePostures.exists({ _id: resource }))) return undefined;
      const open = await findings(resource);
      const is = open.map(({ signal }) => signal).sort();
      return is.join() === [...signals].sort().join() ? open : undefined;
    });

  /** The same of an account of a device, wherever it is told. */
  const whenFoundOf = (device: number, account: string, ...signals: string[]): Promise<Answer['body'][]> =>
    until(`account ${account} of device ${device} to have open: ${signals.join(', ') || 'nothing'}`, async () => {
      const path = `/v1/compliance/findings?device_id=${device}&status=open&limit=1000`;
      const all: Answer['body'][] = (await estate.expect(200, 'GET', path)).findings;
      const open = all.filter((finding) => finding.account === account);
      const is = open.map(({ signal }) => signal).sort();
      return is.join() === [...signals].sort().join() ? open : undefined;
    });

  /** Has Capstan look which accounts the device has. */
  async function look(device: number): Promise<number> {
    const { job_id: job } = await estate.expect(202, 'POST', `/v1/devices/${device}/discover`, { body: {} });
    const { job: ended, item } = await estate.ended(job);
    assert.equal(ended.status, 'succeeded', item.message);
    return job;
  }

  const change = (resource: number, fields: object) => estate.expect(200, 'PATCH', `/v1/resources/${resource}`, fields);

  /** Time that has passed, which no record tells of; the name has it looked at now. */
  async function age(resource: number, fields: object): Promise<void> {
    await estate.estate.store.models.resources.updateOne({ _id: resource }, { $set: fields });
    await change(resource, { body: { name: `aged-${resource}-${Date.now()}` } });
  }

  const rating = () => estate.expect(200, 'GET', '/v1/compliance/ratings');
  const says = async (finding: number, move: string, as: Person, body?: object) =>
    estate.call('POST', `/v1/compliance/findings/${finding}/${move}`, { as, ...(body ? { body } : {}) });
  const codeOf = ({ status, body }: Answer) => (status < 300 ? String(status) : `${status} ${body.code}`);

  it('says that a secret was changed at the target itself, until the target takes the stored one again', async () => {
    const { resource } = await estate.governed({});
    const { username } = await estate.expect(200, 'GET', `/v1/resources/${resource}`);
    const [stored] = await estate.estate.secrets(resource);
    assert.ok(stored);
    await estate.ended((await estate.expect(202, 'POST', `/v1/resources/${resource}/verify`)).job_id);
    await whenFound(resource);
    await estate.target.setPassword(username, new Secret('what Capstan does not know 1'));
    await estate.ended((await estate.expect(202, 'POST', `/v1/resources/${resource}/verify`)).job_id);
    const [found] = await whenFound(resource, 'out_of_sync');
    assert.deepEqual([found.severity, found.points, found.evidence], ['critical', 100, { status: 'out_of_sync' }]);
    const { rating: word, signals } = await rating();
    assert.ok(word !== 'strong' && signals.includes('credentials_out_of_sync'), `${word}: ${signals}`);
    const explained = await estate.expect(200, 'GET', '/v1/compliance/ratings/1/explain');
    const lost = explained.resources.find(({ resource_id }: Answer['body']) => resource_id === resource);
    assert.deepEqual(lost.findings, [
      { id: found.id, signal: 'out_of_sync', severity: 'critical', account: null, points: 100 },
    ]);

    await estate.target.setPassword(username, stored.secret);
    await estate.ended((await estate.expect(202, 'POST', `/v1/resources/${resource}/verify`)).job_id);
    await whenFound(resource);
    const [resolved] = await findings(resource, '&signal=out_of_sync');
    assert.equal(resolved.status, 'resolved');
    assert.ok(resolved.resolved_at);
    const told = await estate.expect(200, 'GET', `/v1/logs/events?kind=finding&resource_id=${resource}`);
    const turns = told.events.map(({ attributes }: Answer['body']) => attributes.turn).reverse();
    assert.deepEqual(turns, ['opened', 'resolved']);
    const { events } = await estate.expect(200, 'GET', `/v1/logs/audit?resource_id=${resource}&limit=1000`);
    const operations = events.map(({ operation }: Answer['body']) => operation);
    for (const operation of ['finding.open', 'finding.resolve']) assert.ok(operations.includes(operation), operation);
  });

  it('says that no policy covers a resource, until one is bound', async () => {
    const { resource, policy } = await estate.governed({});
    const { policy_bindings: bindings } = await estate.expect(200, 'GET', `/v1/policy-bindings?policy_id=${policy}`);
    await whenFound(resource);
    await estate.expect(200, 'POST', `/v1/policy-bindings/${bindings[0].id}/deactivate`);
    await whenFound(resource, 'policy_coverage');
    const body = { policy_id: policy, target_type: 'scope', target_id: 1 };
    const { id } = await estate.expect(201, 'POST', '/v1/policy-bindings', { body });
    await whenFound(resource);
    await estate.expect(200, 'POST', `/v1/policy-bindings/${id}/deactivate`);
    await whenFound(resource, 'policy_coverage');
    await estate.expect(201, 'POST', '/v1/policy-bindings', {
      body: { ...body, target_type: 'resource', target_id: resource },
    });
    await whenFound(resource);
  });

  it('says what has become too old, until it is done again', async () => {
    const { resource } = await estate.governed({});
    await age(resource, { verified_at: daysAgo(8) });
    const [stale] = await whenFound(resource, 'verification_stale');
    await age(resource, { rotated_at: daysAgo(400) });
    const open = await whenFound(resource, 'verification_stale', 'weak_password_age');
    const seenAt = (all: readonly Answer['body'][]) => all.find(({ id }) => id === stale.id)?.last_seen_at;
    // The look that has found the other one has seen it too.
    assert.equal(seenAt(open), stale.last_seen_at, 'what stays as it is was written at once');
    const hoursAgo = new Date(Date.now() - 2 * 3_600_000);
    await estate.estate.store.models.findings.updateOne({ _id: stale.id }, { $set: { last_seen_at: hoursAgo } });
    await change(resource, { body: { name: `seen-${resource}` } });
    await until('the look to be noted', async () => {
      return Date.parse(seenAt(await findings(resource))) > hoursAgo.getTime() || undefined;
    });
    await estate.ended((await estate.expect(202, 'POST', `/v1/resources/${resource}/rotate`)).job_id);
    await whenFound(resource);
    const signals = (await findings(resource, '')).map(({ signal, status }) => `${signal} ${status}`);
    assert.ok(signals.includes('weak_password_age resolved'), signals.join());
  });

  it('says that an emergency waits for its review, until others have looked at it', async () => {
    const rules = { approvals: { verify: { quorum: 1, approver_group_ids: [group] } } };
    const { resource } = await estate.governed(rules.approvals);
    const asked = await estate.ask(estate.admin, 'verify', resource, { break_glass: true, reason: 'an emergency' });
    const [found] = await whenFound(resource, 'break_glass_used');
    assert.deepEqual(found.evidence, { approval_id: asked.approval });
    assert.equal(codeOf(await estate.say('approve', asked.approval, { as: approver })), '200');
    await whenFound(resource);

    const left = await estate.ask(estate.admin, 'verify', resource, { break_glass: true, reason: 'another one' });
    await whenFound(resource, 'break_glass_used');
    const { store } = estate.estate;
    const due = async (at: Date) => {
      await store.models.approvals.updateOne({ _id: left.approval }, { $set: { expires_at: at } });
      // No record tells of that, so nobody would read the row of it anew.
      await store.connection
        .getClient()
        .db()
        .collection<{ _id: number }>(REPORT_COLLECTIONS.approval)
        .updateOne({ _id: left.approval }, { $set: { expires_at: at } });
    };
    await due(new Date(Date.now() - 1_000));
    await passTime(store, 1, left.approval);
    const [unreviewed] = await whenFound(resource, 'approval_unreviewed');
    assert.deepEqual(unreviewed.evidence, { approval_id: left.approval });
    await due(daysAgo(91));
    await change(resource, { body: { name: `unreviewed-${resource}` } });
    await whenFound(resource);
  });

  it('says that the schedule has left a rotation, until it is done', async () => {
    const rules = { rotation_interval_days: 90 };
    const blackouts = [{ from: '2026-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z', note: null }];
    const { resource, policy } = await estate.governed({}, { ...rules, blackouts });
    await age(resource, { rotated_at: daysAgo(91) });
    const [due] = await whenFound(resource, 'rotation_due');
    assert.deepEqual([due.evidence.interval_days, due.evidence.policy_id], [90, policy]);
    const drift = await estate.expect(200, 'GET', '/v1/compliance/policy-drift?scope_id=1');
    assert.ok(drift.scope_id === 1 && drift.drift_count >= 1);
    const item = drift.items.find(({ finding_id }: Answer['body']) => finding_id === due.id);
    assert.deepEqual([item.resource_id, item.signal, item.severity], [resource, 'rotation_due', 'medium']);
    await estate.expect(200, 'PATCH', `/v1/policies/${policy}`, { body: { rules } });
    // The schedule may come first now, and then this is a conflict.
    await estate.call('POST', `/v1/resources/${resource}/rotate`);
    await whenFound(resource);
  });

  it('says which accounts log in with the same key, until none does any more, whatever they are to have', async () => {
    const { device } = await linux.register(estate.estate);
    const platform = await estate.estate.addPlatform({ connector: 'ssh_key' });
    const name = `shared-${Date.now()}`;
    const key = await estate.expect(201, 'POST', '/v1/ssh-keys', { body: { scope_id: 1, name, comment: name } });
    const accounts: number[] = [];
    for (let made = 0; made < 2; made += 1) {
      const { username } = await linux.addKeyAccount();
      await linux.writeKeys(username, `${key.public_key}\n`);
      const place = { scope_id: 1, device_id: device, platform_id: platform };
      const body = { name: `${name}-${made}`, type: 'linux_account', username, ...place };
      const { id } = await estate.expect(201, 'POST', '/v1/resources', { body });
      await estate.expect(200, 'PUT', `/v1/ssh-keys/${key.id}/placements/${id}`);
      accounts.push(id);
    }
    const whenShared = (status: string) =>
      until(`both accounts to have a finding that is ${status}`, async () => {
        const query = `&signal=shared_key&status=${status}`;
        const all = (await Promise.all(accounts.map((id) => findings(id, query)))).flat();
        return all.length === 2 ? all : undefined;
      });
    const found = await whenShared('open');
    assert.deepEqual(found[0].evidence, { ssh_key_id: key.id, accounts: 2 });
    const [first] = accounts;
    // They log in with the key as before.
    for (const id of accounts) await estate.expect(204, 'DELETE', `/v1/ssh-keys/${key.id}/placements/${id}`);
    const before = Date.now();
    await estate.ended((await estate.expect(202, 'POST', `/v1/resources/${first}/rotate`)).job_id);
    for (const { reopened, resolved_at: at } of await whenShared('resolved')) {
      assert.ok(reopened === 0 && Date.parse(at) >= before, at);
    }
  });

  it('says that a session has no whole recording though its policy wanted one, until it is there', async () => {
    const { resource } = await estate.governed({});
    const { connectSessions, recordings } = estate.estate.store.models;
    const over = {
      organization_id: 1,
      scope_id: 1,
      resource_id: resource,
      started_at: daysAgo(1),
      ended_at: daysAgo(1),
    };
    const ended = (_id: string, is_recorded: boolean, reason: string, fields = over) =>
      ({ _id, ...fields, job_id: _id, status: 'ended', terms: { is_recorded }, ending: { reason } }) as never;
    await connectSessions.collection.insertMany([
      ended('acs_whole', true, 'closed_by_client'),
      ended('acs_lost', true, 'not_recorded'),
      ended('acs_not_to_be', false, 'closed_by_client'),
      ended('acs_never_there', true, 'closed_by_client', { ...over, started_at: null as never }),
      ended('acs_just_over', true, 'closed_by_client', { ...over, ended_at: new Date() }),
      ended('acs_long_ago', true, 'closed_by_client', { ...over, ended_at: daysAgo(31) }),
    ]);
    const recording = (state: string) => ({ $set: { organization_id: 1, resource_id: resource, state } }) as object;
    const looked = () => change(resource, { body: { name: `recorded-${resource}-${Date.now()}` } });
    const isOpenOf = async (...sessions: string[]) => {
      const open = await whenFound(resource, ...sessions.map(() => 'recording_missing'));
      assert.deepEqual(open.map(({ evidence }) => evidence.session_id).sort(), sessions);
    };
    await recordings.collection.updateOne({ _id: 'acs_whole' as never }, recording('recording'), { upsert: true });
    await recordings.collection.updateOne({ _id: 'acs_lost' as never }, recording('complete'), { upsert: true });
    await looked();
    await isOpenOf('acs_lost', 'acs_whole');
    await recordings.collection.updateOne({ _id: 'acs_whole' as never }, recording('complete'));
    await looked();
    await isOpenOf('acs_lost');
    await Promise.all([
      connectSessions.deleteMany({ resource_id: resource }),
      recordings.deleteMany({ resource_id: resource }),
    ]);
    await looked();
    await isOpenOf();
  });

  it('says what a policy cannot be carried out without', async () => {
    const { resource } = await estate.governed({}, { rotation_interval_days: 90 });
    const { credentials } = await estate.expect(200, 'GET', `/v1/credentials?resource_id=${resource}`);
    const credential = `/v1/credentials/${credentials[0].id}`;
    await whenFound(resource);
    await estate.expect(200, 'POST', `${credential}/deactivate`);
    const [found] = await whenFound(resource, 'policy_drift');
    assert.equal(found.evidence.lacks, 'credential');
    const { drift_count: drifts, items } = await estate.expect(200, 'GET', '/v1/compliance/policy-drift');
    assert.ok(drifts >= 1 && items.some(({ finding_id }: Answer['body']) => finding_id === found.id));
    await estate.expect(200, 'POST', `${credential}/activate`);
    await whenFound(resource);
  });

  it('lets a finding be for a time where two have said so, costs nothing then, and knows what became of it', async () => {
    const began = new Date();
    const { resource } = await estate.governed({});
    await age(resource, { verified_at: daysAgo(8) });
    const [found] = await whenFound(resource, 'verification_stale');
    // Of the resource alone: others may be looked at meanwhile.
    const lost = async () => {
      const explained = await estate.expect(200, 'GET', '/v1/compliance/ratings/1/explain?limit=1000');
      const of = explained.resources.find(({ resource_id: id }: Answer['body']) => id === resource);
      return of?.points_lost ?? 0;
    };
    assert.equal(await lost(), found.points);
    const path = `/v1/compliance/findings/${found.id}`;
    const owned = await estate.expect(200, 'PATCH', path, { body: { owner_user_id: operator.id } });
    assert.deepEqual([owned.owner_user_id, owned.status], [operator.id, 'open']);
    const byHand = await estate.call('PATCH', path, { body: { status: 'resolved' } });
    assert.deepEqual([byHand.status, byHand.body.errors[0].pointer], [400, '/body/status']);
    const body = { until: new Date(Date.now() + DAY_MS).toISOString(), reason: 'the target is being moved' };
    assert.equal(codeOf(await says(found.id, 'accept', approver, body)), '403 forbidden');
    assert.equal(codeOf(await says(found.id, 'accept', operator, body)), '200');
    assert.equal(codeOf(await says(found.id, 'agree', operator)), '403 forbidden');
    const agreed = await says(found.id, 'agree', approver);
    assert.deepEqual([agreed.body.status, agreed.body.points], ['accepted', 0]);
    await until('the rating to follow', async () => (await lost()) === 0 || undefined);

    const { findings: models } = estate.estate.store.models;
    await models.updateOne({ _id: found.id }, { $set: { 'acceptance.until': new Date() } });
    await change(resource, { body: { name: `moved-${resource}` } });
    await whenFound(resource, 'verification_stale');
    await until('the rating to follow', async () => (await lost()) === found.points || undefined);
    assert.equal(codeOf(await says(found.id, 'agree', approver)), '409 conflict');

    const diff = await estate.expect(200, 'GET', `/v1/compliance/diff?from=${began.toISOString()}`);
    const changed = diff.items.find(({ finding }: Answer['body']) => finding.id === found.id);
    assert.equal(changed.change, 'new');
    const earlier = `from=${daysAgo(2).toISOString()}&to=${daysAgo(1).toISOString()}`;
    const { new: fresh, gone } = await estate.expect(200, 'GET', `/v1/compliance/diff?${earlier}`);
    assert.deepEqual([fresh, gone], [0, 0]);
    const both = await estate.call('GET', `/v1/compliance/diff?${earlier}&until=${daysAgo(1).toISOString()}`);
    assert.deepEqual([both.status, both.body.errors[0].pointer], [422, '/query/to']);
    await estate.ended((await estate.expect(202, 'POST', `/v1/resources/${resource}/verify`)).job_id);
    await whenFound(resource);
  });

  it('asks for the remedy of a finding under the policies of that job, and believes nothing but the facts', async () => {
    const consent = { rotate: { quorum: 1, approver_group_ids: [group] } };
    const { resource } = await estate.governed(consent, { ticket_required: true });
    await age(resource, { rotated_at: daysAgo(400) });
    const [found] = await whenFound(resource, 'weak_password_age');
    assert.equal(codeOf(await says(found.id, 'remedy', approver, {})), '403 forbidden');
    assert.equal(codeOf(await says(found.id, 'remedy', operator, {})), '422 unprocessable');
    const asked = await says(found.id, 'remedy', operator, { ticket_id: 'CHG-1' });
    assert.deepEqual([codeOf(asked), asked.body.operation, asked.body.status], ['202', 'rotate', 'awaiting_approval']);
    const { job_id: job, approval_id: approval } = asked.body;
    assert.equal(codeOf(await says(found.id, 'remedy', operator, { ticket_id: 'CHG-1' })), '409 conflict');
    const shown = async () => (await estate.expect(200, 'GET', `/v1/compliance/findings/${found.id}`)).remedy_job;
    const { asked_at: _at, ...waiting } = await shown();
    const about = { job_id: job, operation: 'rotate', approval_id: approval };
    assert.deepEqual(waiting, { ...about, status: 'awaiting_approval' });

    assert.equal(codeOf(await estate.say('deny', approval, { as: approver, body: { comment: 'not now' } })), '200');
    await estate.ended(job);
    assert.equal((await shown()).status, 'failed');
    await whenFound(resource, 'weak_password_age');
    const again = (await says(found.id, 'remedy', operator, { ticket_id: 'CHG-2' })).body;
    assert.equal(codeOf(await estate.say('approve', again.approval_id, { as: approver })), '200');
    await estate.ended(again.job_id);
    await whenFound(resource);
    assert.deepEqual([(await shown()).job_id, (await shown()).status], [again.job_id, 'succeeded']);
    const { events } = await estate.expect(200, 'GET', `/v1/logs/audit?job_id=${again.job_id}&limit=1000`);
    const records = events.map(({ operation, target_id: target }: Answer['body']) => `${operation} ${target}`);
    for (const operation of ['finding.remedy', 'finding.resolve']) {
      assert.ok(records.includes(`${operation} ${found.id}`), `${operation}: ${records}`);
    }
    assert.equal(codeOf(await says(found.id, 'remedy', operator, { ticket_id: 'CHG-3' })), '409 conflict');

    await age(resource, { rotated_at: daysAgo(400) });
    await whenFound(resource, 'weak_password_age');
    const denied = (await says(found.id, 'remedy', operator, { ticket_id: 'CHG-4' })).body;
    await estate.say('deny', denied.approval_id, { as: approver, body: { comment: 'not now' } });
    await estate.ended(denied.job_id);
    await age(resource, { rotated_at: new Date() });
    await whenFound(resource);
    const path = `/v1/logs/audit?operation=finding.resolve&resource_id=${resource}&limit=10`;
    const named = (await estate.expect(200, 'GET', path)).events.map(({ job_id: by }: Answer['body']) => by);
    assert.deepEqual(named, [null, again.job_id], 'the record names no job that was denied');
  });

  it('says what a person has to do where no operation makes a finding go', async () => {
    const { resource, policy } = await estate.governed({});
    const { policy_bindings: bindings } = await estate.expect(200, 'GET', `/v1/policy-bindings?policy_id=${policy}`);
    await estate.expect(200, 'POST', `/v1/policy-bindings/${bindings[0].id}/deactivate`);
    const [found] = await whenFound(resource, 'policy_coverage');
    const refused = await says(found.id, 'remedy', operator);
    assert.equal(codeOf(refused), '409 conflict');
    assert.match(refused.body.detail, /Bind a policy/);
  });

  it('plans what makes all findings of a signal go, and has them resolved once the plan is carried out', async () => {
    const both = [(await estate.governed({})).resource, (await estate.governed({})).resource];
    for (const resource of both) await age(resource, { verified_at: daysAgo(8) });
    for (const resource of both) await whenFound(resource, 'verification_stale');
    const body = { signal: 'verification_stale', scope_id: 1, reason: 'what nobody has proven' };
    const path = '/v1/compliance/findings/remedy';
    assert.equal(codeOf(await estate.call('POST', path, { as: approver, body })), '403 forbidden');
    const planned = await estate.expect(202, 'POST', path, { as: operator, body });
    assert.ok(planned.findings >= 2 && planned.left_over === 0, JSON.stringify(planned));
    await estate.jobWhere(planned.job_id, 'the plan to be ready', ({ ended_at }) => ended_at !== null);
    const plan = await estate.expect(200, 'GET', `/v1/bulk/plans/${planned.plan_id}`);
    const run = { plan_id: plan.id, digest: plan.digest };
    const { job_id: job } = await estate.expect(202, 'POST', '/v1/bulk/verify', { as: operator, body: run });
    await estate.jobWhere(job, 'the plan to be carried out', ({ ended_at }) => ended_at !== null);
    for (const resource of both) await whenFound(resource);
    assert.equal(codeOf(await estate.call('POST', path, { as: operator, body })), '409 conflict');
  });

  it('says what has become of the roles of a PostgreSQL server, until it is undone there, or somebody manages them', async () => {
    const { target } = estate;
    const { device, platform } = await target.register(estate.estate, { reconcile: true });
    const app = (await target.addRole()).username;
    await look(device);
    await whenFoundOf(device, app);
    const { devices, points_lost: before } = await until('the device to be rated', async () => {
      const now = await rating();
      return now.devices > 0 ? now : undefined;
    });

    const strong = (await target.addRole('strong')).username;
    await target.sql(`ALTER ROLE ${app} SUPERUSER; ALTER ROLE ${strong} CREATEROLE`);
    const job = await look(device);
    const [changed] = (await whenFoundOf(device, app, 'privileges_changed', 'unmanaged_privileged_account')).filter(
      ({ signal }) => signal === 'privileges_changed',
    );
    assert.deepEqual(
      [changed.resource_id, changed.device_id, changed.scope_id, changed.severity, changed.evidence],
      [null, device, 1, 'high', { account: app, job_id: job, gained: 'superuser', lost: '' }],
    );
    await whenFoundOf(device, strong, 'new_privileged_account', 'unmanaged_privileged_account');
    const { events } = await estate.expect(200, 'GET', `/v1/logs/events?kind=discovery&job_id=${job}`);
    const told = events.filter(({ attributes }: Answer['body']) => [app, strong].includes(attributes.account));
    assert.deepEqual(
      told.map(({ code, attributes }: Answer['body']) => [code, attributes.account, attributes.changed]).sort(),
      [
        ['account_changed', app, 'privileges'],
        ['account_new', strong, undefined],
      ],
    );
    const { signals, points_lost: lost } = await rating();
    for (const told of ['unmanaged_privileged_accounts', 'new_privileged_accounts', 'privileges_changed']) {
      assert.ok(signals.includes(told), told);
    }
    assert.equal(lost, before + 100);
    const { resources: losers } = await estate.expect(200, 'GET', '/v1/compliance/ratings/1/explain');
    const [loser] = losers.filter(({ device_id }: Answer['body']) => device_id === device);
    assert.deepEqual([loser.resource_id, loser.points_lost, loser.findings.length], [null, 100, 4]);
    assert.equal((await rating()).devices, devices);
    for (const { id } of await whenFoundOf(device, app, 'privileges_changed', 'unmanaged_privileged_account')) {
      const body = { until: daysAgo(-1).toISOString(), reason: 'the new owner of the schema' };
      const asked = await says(id, 'accept', operator, body);
      assert.equal(codeOf(asked), '200');
      assert.equal(codeOf(await says(id, 'agree', approver)), '200');
    }
    await until(
      'what was accepted to cost nothing',
      async () => (await rating()).points_lost === before + 80 || undefined,
    );

    const onboard = { accounts: [strong], platform_id: platform };
    const made = await estate.expect(200, 'POST', `/v1/devices/${device}/accounts/onboard`, { body: onboard });
    const [{ id: resource }] = made.resources;
    await whenFoundOf(device, strong);
    await target.sql(`ALTER ROLE ${app} NOSUPERUSER; DROP ROLE ${strong}`);
    await look(device);
    await whenFoundOf(device, app);
    const [gone] = await whenFoundOf(device, strong, 'account_gone');
    assert.equal(gone.resource_id, resource);
    await target.sql(`CREATE ROLE ${strong} LOGIN SUPERUSER; ALTER ROLE ${app} SUPERUSER`);
    await look(device);
    const again = await whenFoundOf(device, app, 'privileges_changed', 'unmanaged_privileged_account');
    assert.deepEqual(again.map(({ reopened }) => reopened).sort(), [0, 1]);
    const [back] = await whenFoundOf(device, strong, 'privileges_changed');
    assert.deepEqual([back.severity, back.evidence.gained, back.evidence.lost], ['high', 'superuser', 'createrole']);
    await target.sql(`DROP ROLE ${strong}; ALTER ROLE ${app} NOSUPERUSER`);
    await look(device);
    await whenFoundOf(device, app);
    await whenFoundOf(device, strong, 'account_gone');
    await estate.expect(200, 'POST', `/v1/resources/${resource}/deactivate`);
    await whenFoundOf(device, strong);
    await until('the rating to follow', async () => (await rating()).points_lost === before || undefined);
  });

  it('says what has become of the accounts of a Linux machine, until it is undone there', async () => {
    const { device } = await linux.register(estate.estate, { reconcile: true });
    const byKey = await estate.estate.addPlatform({ connector: 'ssh_key' });
    const [app, own] = [await linux.addKeyAccount(), await linux.addKeyAccount()];
    const resource = await estate.estate.addResource(
      { device_id: device, platform_id: byKey, type: 'linux_account', username: own.username },
      { kind: 'ssh_key', secret: own.key.privateKey, publicKey: own.key.publicKey },
    );
    await linux.script('touch /var/log/lastlog; groupadd -f docker');
    await look(device);
    await whenFoundOf(device, app.username);
    await whenFoundOf(device, own.username);

    const stranger = makeEd25519KeyPair('stranger').publicKey;
    await linux.script('usermod -aG docker "$1"', app.username);
    await linux.server.setPassword(app.username, new Secret('an old password'));
    await linux.script('chage -d 2024-01-31 "$1"', app.username);
    await loggedInAt(app.username, daysAgo(91));
    await linux.writeKeys(app.username, `${app.key.publicKey}\n${stranger}\n`);
    await linux.script('useradd -o -u 0 -M -d /nonexistent toor');
    await estate.ended((await estate.expect(202, 'POST', `/v1/resources/${resource}/rotate`)).job_id);
    await look(device);
    const found = await whenFoundOf(
      device,
      app.username,
      'keys_changed',
      'privileges_changed',
      'stale_account',
      'unmanaged_privileged_account',
      'weak_password_age',
    );
    const [rekeyed] = found.filter(({ signal }) => signal === 'keys_changed');
    assert.deepEqual([rekeyed.evidence.gained, rekeyed.evidence.lost], [sshFingerprint(stranger), '']);
    await whenFoundOf(device, 'toor', 'new_privileged_account', 'unmanaged_privileged_account');
    const { resources: losers } = await estate.expect(200, 'GET', '/v1/compliance/ratings/1/explain');
    const [loser] = losers.filter((one: Answer['body']) => one.resource_id === null && one.device_id === device);
    const points = loser.findings.map((one: Answer['body']) => one.points);
    assert.ok(new Set(points).size > 1);
    assert.deepEqual(
      points,
      points.toSorted((one: number, other: number) => other - one),
    );
    // The key that Capstan itself has put there is no news.
    await whenFoundOf(device, own.username);

    const { public_key: current } = await currentKey(resource);
    // Capstan has replaced the one that was handed in.
    const replaced = own.key.publicKey;
    await linux.writeKeys(own.username, `${current}\n${stranger}\n${replaced}\n`);
    await linux.script('gpasswd -d "$1" docker; chage -d "$(date +%F)" "$1"', app.username);
    await linux.writeKeys(app.username, `${app.key.publicKey}\n`);
    await linux.script('sed -i "/^toor:/d" /etc/passwd /etc/shadow');
    await loggedInAt(app.username, new Date());
    await look(device);
    await whenFoundOf(device, app.username);
    await whenFoundOf(device, 'toor');
    const [foreign] = await whenFoundOf(device, own.username, 'keys_changed');
    assert.deepEqual([foreign.resource_id, foreign.severity], [resource, 'medium']);
    assert.deepEqual(foreign.evidence.gained.split(' ').sort(), [stranger, replaced].map(sshFingerprint).sort());
    await linux.writeKeys(own.username, `${current}\n`);
    await look(device);
    await whenFoundOf(device, own.username);
  });

  /** As sshd writes it where somebody has logged in with a terminal. */
  async function loggedInAt(username: string, at: Date): Promise<void> {
    const time = Buffer.alloc(4);
    time.writeUInt32LE(Math.floor(at.getTime() / 1_000));
    const script = 'base64 -d | dd of=/var/log/lastlog bs=1 seek="$(($(id -u "$1") * 292))" conv=notrunc status=none';
    await linux.script(script, username, time.toString('base64'));
  }

  async function currentKey(resource: number): Promise<{ readonly public_key: string | null }> {
    const { credentials, credentialVersions } = estate.estate.store.models;
    const credential = await credentials.findOne({ resource_id: resource, status: 'active' }).lean();
    const version = await credentialVersions.findOne({ credential_id: credential?._id ?? 0, state: 'current' }).lean();
    assert.ok(version?.public_key);
    return version;
  }

  it('looks at devices by itself as often as their policy says, once however many look, and in its windows alone', async () => {
    const parent = { name: `looked-at-${Date.now()}`, parent_id: 1 };
    const { id: scope } = await estate.expect(201, 'POST', '/v1/scopes', { body: parent });
    const { device } = await estate.target.register(estate.estate, { reconcile: true });
    const { reconcile_resource_id: reader } = await estate.expect(200, 'GET', `/v1/devices/${device}`);
    await estate.expect(200, 'PATCH', `/v1/devices/${device}`, { body: { scope_id: scope } });
    await estate.expect(200, 'PATCH', `/v1/resources/${reader}`, { body: { scope_id: scope } });
    // Whoever asks for a look by hand needs somebody's consent; what the policy makes due does not.
    const approvals = { verify: { quorum: 1, approver_group_ids: [group] } };
    const rules = { discovery_interval_days: 30, approvals };
    const body = { name: parent.name, rules };
    const { id: policy } = await estate.expect(201, 'POST', '/v1/policies', { body });
    const binding = { policy_id: policy, target_type: 'scope', target_id: scope };
    await estate.expect(201, 'POST', '/v1/policy-bindings', { body: binding });

    const { store } = estate.estate;
    const sweep = async (days: number) => {
      const now = new Date(Date.now() + days * DAY_MS);
      const logger = silentLogger();
      const counts = await Promise.all([1, 2, 3].map(() => requestDueLooks({ store, logger, now })));
      return counts.reduce((sum, count) => sum + count, 0);
    };
    const lastLook = async () => (await store.models.deviceLooks.findById(device).lean())?.job_id ?? 0;
    // The API looks as well, and may have come first.
    assert.ok((await sweep(0)) <= 1);
    const first = await until('a look to be asked for', async () => (await lastLook()) || undefined);
    const { job, item } = await estate.ended(first);
    assert.deepEqual(
      [job.operation, job.status, item.resource_id, job.reason, job.approval_id],
      ['discover', 'succeeded', reader, 'due by policy: discovery_interval_days', null],
    );
    await whenFoundOf(device, estate.target.server.superuser.username);

    assert.equal(await sweep(26), 0);
    const blackout = { from: '2026-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z' };
    const held = { rules: { ...rules, blackouts: [blackout] } };
    await estate.expect(200, 'PATCH', `/v1/policies/${policy}`, { body: held });
    assert.equal(await sweep(31), 0);
    await estate.expect(200, 'PATCH', `/v1/policies/${policy}`, { body: { rules } });
    assert.equal(await sweep(32), 1);
    // It begins at its time, which is not yet.
    assert.ok((await lastLook()) > first);

    await store.models.deviceLooks.updateOne({ _id: device }, { $set: { 'last.looked_at': daysAgo(38) } });
    await store.models.devicePostures.updateOne({ _id: device }, { $set: { next_at: new Date() } });
    const drift = await until('the device to be told as one that nobody looks at', async () => {
      const { items } = await estate.expect(200, 'GET', `/v1/compliance/policy-drift?scope_id=${scope}`);
      return items.find(({ device_id }: Answer['body']) => device_id === device);
    });
    assert.deepEqual([drift.resource_id, drift.signal, drift.evidence.lacks], [null, 'policy_drift', 'look']);
  });

  it('says that nobody has ever looked at a device though its policy wants it, until somebody does', async () => {
    const name = `never-looked-at-${Date.now()}`;
    const { id: scope } = await estate.expect(201, 'POST', '/v1/scopes', { body: { name, parent_id: 1 } });
    // It names no account that could read, so Capstan cannot look by itself.
    const { device, platform } = await estate.target.register(estate.estate);
    const { superuser } = estate.target.server;
    const reader = await estate.estate.addResource(
      { device_id: device, platform_id: platform, type: 'postgres_role', username: superuser.username },
      { kind: 'password', secret: superuser.password },
    );
    const body = { name, rules: { discovery_interval_days: 1 } };
    const { id: policy } = await estate.expect(201, 'POST', '/v1/policies', { body });
    const binding = { policy_id: policy, target_type: 'scope', target_id: scope };
    const { id: bound } = await estate.expect(201, 'POST', '/v1/policy-bindings', { body: binding });
    const { devices } = await rating();
    await estate.expect(200, 'PATCH', `/v1/devices/${device}`, { body: { scope_id: scope } });
    const rated = `/v1/compliance/ratings?scope_id=${scope}`;
    await until('the device to be rated', async () => {
      return (await estate.expect(200, 'GET', rated)).devices === 1 || undefined;
    });
    assert.equal((await rating()).devices, devices + 1);
    const open = (count: number): Promise<Answer['body'][]> =>
      until(`${count} findings of the device to be open`, async () => {
        const path = `/v1/compliance/findings?device_id=${device}&signal=policy_drift&status=open`;
        const { findings: found } = await estate.expect(200, 'GET', path);
        return found.length === count ? found : undefined;
      });
    await open(0);
    const { devicePostures } = estate.estate.store.models;
    const since = daysAgo(7);
    await devicePostures.updateOne({ _id: device }, { $set: { wanted_since: since, next_at: new Date(0) } });
    const [found] = await open(1);
    const { lacks, last_look_at: last, wanted_since: wanted, binding_id: by } = found.evidence;
    assert.deepEqual(
      [found.resource_id, found.account, found.severity, lacks, last, wanted, by],
      [null, null, 'medium', 'look', null, since.toISOString(), bound],
    );
    const { username: strong } = await estate.target.addRole('strong');
    await estate.target.sql(`ALTER ROLE ${strong} CREATEROLE`);
    const { job_id: job } = await estate.expect(202, 'POST', `/v1/devices/${device}/discover`, {
      body: { resource_id: reader },
    });
    assert.equal((await estate.ended(job)).job.status, 'succeeded');
    await open(0);
    const [first] = await whenFoundOf(device, strong, 'unmanaged_privileged_account');
    await assertNamed(first.opened_event_id);
    const stale = await estate.expect(200, 'GET', `/v1/compliance/stale-accounts?device_id=${device}`);
    assert.ok(stale.stale_count === 0 && stale.not_observed >= 2, 'PostgreSQL does not tell logins');
    const { not_observed: all } = await estate.expect(200, 'GET', `/v1/compliance/stale-accounts?scope_id=${scope}`);
    assert.equal(all, stale.not_observed);
    await estate.target.sql(`DROP ROLE ${strong}`);
    const path = `/v1/logs/audit?operation=finding.resolve&target_type=finding&target_id=${found.id}`;
    assert.equal((await estate.expect(200, 'GET', path)).events.length, 1);
  });

  /** Holds what the API tells of findings against the digest in the record that they share. */
  async function assertNamed(record: string): Promise<void> {
    const { findings: all } = await estate.expect(200, 'GET', '/v1/compliance/findings?limit=1000');
    const lines = all
      .filter(({ opened_event_id: opened }: Answer['body']) => opened === record)
      .map(({ id, signal, resource_id: resource, device_id: device }: Answer['body']) => {
        return `${id} ${signal} ${resource === null ? `device:${device}` : `resource:${resource}`}\n`;
      });
    const { change: said } = await estate.expect(200, 'GET', `/v1/logs/audit/${record}`);
    const digest = createHash('sha256').update(lines.join('')).digest('hex');
    const told = `${lines.length} findings where nobody had looked before; their list has SHA-256 ${digest}`;
    assert.equal(said, told);
  }

  it('is told with its age, and kept day by day', async () => {
    const { resource } = await estate.governed({});
    await age(resource, { verified_at: daysAgo(8) });
    await whenFound(resource, 'verification_stale');
    // Each question is on record, and is looked at itself.
    const asked = Date.now();
    const {
      score,
      resources,
      devices,
      points_lost: lost,
    } = await until('all until now to be looked at', async () => {
      const now = await rating();
      return Date.parse(now.age.as_of) > asked ? now : undefined;
    });
    assert.equal(score, Math.floor(100 - lost / (resources + devices)));
    const { findings: kept, postureFeeds } = estate.estate.store.models;
    const old = await kept.findOneAndUpdate({ status: 'resolved' }, { $set: { resolved_at: daysAgo(801) } }).lean();
    assert.ok(old);
    const diff = (days: number) => estate.call('GET', `/v1/compliance/diff?from=${daysAgo(days).toISOString()}`);
    assert.equal((await diff(900)).status, 200);
    await postureFeeds.updateOne({ _id: 1 }, { $set: { day_kept_at: daysAgo(1) } });
    const yesterday = daysAgo(1).toISOString().slice(0, 10);
    await until('the day that has ended to be kept, beside the one that goes on', async () => {
      const { days } = await estate.expect(200, 'GET', '/v1/compliance/history');
      const told = days.filter(({ day }: Answer['body']) => day >= yesterday);
      return (told.length > 1 && told.every((day: Answer['body']) => day.points_lost === lost)) || undefined;
    });
    await until('what is long gone to be forgotten', async () => {
      return (await estate.call('GET', `/v1/compliance/findings/${old._id}`)).status === 404 || undefined;
    });
    const path = '/v1/logs/audit?operation=finding.forget';
    assert.equal((await estate.expect(200, 'GET', path)).events.length, 1);
    assert.equal(codeOf(await diff(900)), '422 unprocessable');
    assert.equal(
      codeOf(await estate.call('GET', `/v1/compliance/report?from=${daysAgo(900).toISOString()}`)),
      '422 unprocessable',
    );
    assert.equal((await diff(799)).status, 200);
  });

  it('follows resources out of what is rated, and back', async () => {
    const { resource } = await estate.governed({});
    await age(resource, { verified_at: daysAgo(8) });
    await whenFound(resource, 'verification_stale');
    const { resources } = await rating();
    await estate.expect(200, 'POST', `/v1/resources/${resource}/deactivate`);
    await whenFound(resource);
    assert.equal((await rating()).resources, resources - 1);
    await estate.expect(200, 'POST', `/v1/resources/${resource}/activate`);
    await until('it to be rated', async () => (await rating()).resources === resources || undefined);
  });

  it('goes on where a worker was killed that followed it, and so do reports: nothing is missing', async () => {
    const { resource } = await estate.governed({});
    const { store } = estate.estate;
    const collection = (name: string) => store.connection.getClient().db().collection<{ _id: number }>(name);
    const rows = ['resource_postures', REPORT_COLLECTIONS.resource];
    const feeds = ['posture_feeds', 'report_feeds'];
    for (const name of rows) {
      await until(`${name} to have it`, async () => (await collection(name).findOne({ _id: resource })) ?? undefined);
    }
    const session = await store.connection.startSession();
    session.startTransaction();
    // Whoever follows what happens now is in the middle of it for as long as this holds the rows.
    for (const name of rows) await collection(name).updateOne({ _id: resource }, { $set: { held: true } }, { session });
    await age(resource, { verified_at: daysAgo(8) });
    const isHeld = (feed: string) => collection(feed).findOne({ _id: 1, held_until: { $gt: new Date() } });
    for (const feed of feeds) await until(`${feed} to be held`, async () => (await isHeld(feed)) ?? undefined);
    await estate.killWorker();
    await session.abortTransaction();
    await session.endSession();
    for (const feed of feeds) assert.ok(await isHeld(feed), `${feed}: whoever followed was killed in the middle`);
    assert.deepEqual(await findings(resource), []);
    // The time is over for which others believe the dead one to be at it.
    for (const feed of feeds) await collection(feed).updateOne({ _id: 1 }, { $set: { held_until: new Date(0) } });
    await estate.startWorker();
    await whenFound(resource, 'verification_stale');
    await assertReportsFollowed(store, 1);
  });

  it('loses what its findings take, and no more, whatever has come and gone', async () => {
    const sumOf = (points: number[]) => points.reduce((sum, one) => sum + one, 0);
    await until('what each has lost to come to what all have', async () => {
      const path = '/v1/compliance/ratings/1/explain?limit=1000';
      const { rating: all, resources, next_cursor: more } = await estate.expect(200, 'GET', path);
      assert.equal(more, null);
      const lost = resources.map((one: Answer['body']) => one.points_lost);
      const taken = resources.map(({ findings: of }: Answer['body']) =>
        Math.min(100, sumOf(of.map((finding: Answer['body']) => finding.points))),
      );
      return (sumOf(lost) === all.points_lost && sumOf(taken) === all.points_lost) || undefined;
    });
  });

  it('is told by reports as it is, once they have followed all of it', () =>
    assertReportsFollowed(estate.estate.store, 1));
});
