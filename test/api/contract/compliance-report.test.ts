/** Compliance reports: what a period has made of findings, what proves it, who sees what of it, and files that start nothing. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import type { components } from '../../../api/generated/openapi.ts';
import type { FindingDocument } from '../../../store/models/posture.ts';
import { type ApiHarness, type Caller, startApi } from '../../support/api-harness.ts';
import { parseCsv } from '../../support/parse-csv.ts';
import { applicationWith } from '../access/callers.ts';
import { assertRefused } from './assert-refused.ts';
import { freshName, publishInboxKey, World } from './world.ts';

const DAY_MS = 86_400_000;

type Report = components['schemas']['ComplianceReport'];

function oscalValidator() {
  const schema = readFileSync(
    new URL('../../support/oscal/oscal_assessment-results_schema.json', import.meta.url),
    'utf8',
  );
  // Each `$id` of a part is its JSON pointer, by which it is found anyway; Ajv takes them for anchors.
  const plain = JSON.parse(schema, (key, value) =>
    key === '$id' && String(value).startsWith('#') ? undefined : value,
  );
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  const validate = ajv.compile(plain);
  return (document: unknown) => assert.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 5)));
}

function wireDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function asText(name: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return name.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Names that have begun something in a spreadsheet, or on a page. */
const NASTY = ["=cmd|'/C calc'!A0", '+1+1', '-2+3', '@SUM(A1)', '<script>alert(1)</script>', '"a",;=1;</td>\u00e9'];

/** Formulas in other widths, and what needs more than two bytes. */
const ODD = ['\uff1d1+1', '\ufe62 2', '\u22123', '\u{1f980} \u201cteam\u201d'];
const LONG = 'x'.repeat(200);
/** As targets may name accounts, which no contract of Capstan's holds them to. */
const OF_TARGETS = `\u0000\u001b[31m=\r\n+1\t@x \u202egnp.exe\u200d${LONG}`;
const FORMULA = /^[\p{Cf}\p{Cc}\s]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]/u;

describe('a compliance report', () => {
  let api: ApiHarness;
  let root: World;
  /** A scope of its own. */
  let world: World;
  let began: Date;
  let middle: Date;
  /** Found before the middle and gone after it, and found after it. */
  let gone: number;
  let fresh: number;

  before(async () => {
    api = await startApi();
    api.ledger();
    await publishInboxKey(api);
    root = await World.enter(api, api.admin);
    world = await root.below();
    began = new Date();
    gone = await world.finding();
    for (const name of [...NASTY, ...ODD]) await world.resource({ name });
    middle = new Date();
    fresh = await world.finding();
    const { resources, findings } = api.store.models;
    const mended = (await findings.findById(gone).lean())?.resource_id ?? 0;
    await resources.updateOne({ _id: mended }, { $set: { status: 'verified', verified_at: new Date() } });
    await world.look(mended);
    for (const { _id } of await resources.find({ name: { $in: [...NASTY, ...ODD] } }).lean()) await world.look(_id);
    const odd = { account: OF_TARGETS, subject: OF_TARGETS, evidence: { accounts: OF_TARGETS } };
    const found = await findings.findById(fresh).lean<FindingDocument>();
    assert.ok(found);
    await findings.create([{ ...found, ...odd, _id: await api.store.nextId('finding') }]);
  });
  after(() => api.close());

  const path = (from: Date, more = '') =>
    `/v1/compliance/report?scope_id=${world.rootScopeId}&from=${from.toISOString()}${more}`;
  const get = (url: string, as: Caller = api.admin) => api.call('GET', url, { as });
  async function report(from: Date, more = '', as?: Caller): Promise<Report> {
    const answer = await get(path(from, more), as);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }
  const changeOf = ({ findings }: Report, id: number) => findings.find(({ finding }) => finding.id === id)?.change;

  it('says what the period has made of each finding', async () => {
    const later = await report(middle);
    assert.deepEqual([changeOf(later, gone), changeOf(later, fresh)], ['gone', 'new']);
    const whole = await report(began);
    assert.deepEqual([changeOf(whole, gone), changeOf(whole, fresh)], ['passing', 'new']);
    const earlier = await report(began, `&until=${middle.toISOString()}`);
    assert.deepEqual([changeOf(earlier, gone), changeOf(earlier, fresh)], ['new', undefined]);
    const { counts, findings } = later;
    for (const change of ['new', 'gone', 'standing', 'passing'] as const) {
      assert.equal(counts[change], findings.filter((row) => row.change === change).length, change);
    }
    assert.equal(
      later.ratings.end?.score,
      (await get(`/v1/compliance/ratings?scope_id=${world.rootScopeId}`)).body.score,
    );
  });

  it('names the records of each coming and going, which its checkpoint proves', async () => {
    const { ledger, findings } = await report(middle);
    assert.ok(ledger?.covers_all);
    assert.ok(ledger.checkpoint.startsWith(`${ledger.origin}\n${ledger.tree_size}\n${ledger.root_hash}\n`));
    const { records = [] } = findings.find(({ finding }) => finding.id === gone) ?? {};
    assert.deepEqual(
      records.map(({ step }) => step),
      ['opened', 'resolved'],
    );
    const { vkey } = (await get('/v1/ledger')).body;
    for (const { event_id, index } of findings.flatMap((row) => row.records)) {
      const { body: inclusion } = await get(`/v1/logs/audit/${event_id}/proof?tree_size=${ledger.tree_size}`);
      assert.deepEqual([inclusion.leaf_index, inclusion.root_hash], [index, ledger.root_hash]);
      const verdict = await api.call('POST', '/v1/ledger/proofs/verify', { as: api.admin, body: { vkey, inclusion } });
      assert.deepEqual(verdict.body, { valid: true, problems: [] });
    }
    const { body: resolved } = await get(`/v1/logs/audit/${records[1]?.event_id}`);
    assert.deepEqual([resolved.operation, resolved.target_id], ['finding.resolve', gone]);
  });

  it('counts what was accepted, and names those records', async () => {
    const id = await world.askedFinding();
    assert.equal((await root.call('POST', `/v1/compliance/findings/${id}/agree`)).status, 200);
    const { counts, findings } = await report(middle);
    assert.equal(counts.accepted, 1);
    const { records = [] } = findings.find(({ finding }) => finding.id === id) ?? {};
    assert.deepEqual(
      records.map(({ step }) => step),
      ['opened', 'acceptance_asked', 'accepted'],
    );
  });

  it('has its digest with it, and in the record of the request', async () => {
    for (const [format, said] of [
      ['json', 'json'],
      ['csv', 'csv of findings'],
      ['csv&rows=resources', 'csv of resources'],
      ['oscal', 'oscal'],
      ['html', 'html'],
    ]) {
      const { body: token } = await root.call('POST', '/v1/me/tokens');
      const response = await fetch(`${api.baseUrl}${path(began, `&format=${format}`)}`, {
        headers: { Authorization: `Bearer ${token.token}` },
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const digest = createHash('sha256').update(bytes).digest();
      assert.equal(response.headers.get('content-length'), String(bytes.length));
      assert.equal(response.headers.get('repr-digest'), `sha-256=:${digest.toString('base64')}:`);
      const { events } = (await get('/v1/logs/audit?operation=compliance.report&limit=1')).body;
      const [{ change, target_id, scope_id }] = events;
      assert.ok(change.startsWith(`${said} from ${began.toISOString()} until `), change);
      assert.ok(change.endsWith(`; ${bytes.length} bytes with SHA-256 ${digest.toString('hex')}`), change);
      assert.deepEqual([target_id, scope_id], [world.rootScopeId, world.rootScopeId]);
    }
  });

  it('answers HEAD with what GET would say before it is made, and makes none', async () => {
    const head = (more: string) => api.call('HEAD', path(began, more), { as: api.admin });
    const { status, headers } = await head('&format=csv');
    assert.deepEqual([status, headers.get('content-type')], [200, 'text/csv; charset=utf-8; header=present']);
    assert.match(headers.get('content-disposition') ?? '', /\.csv"$/);
    assert.deepEqual([headers.get('content-length'), headers.get('repr-digest')], [null, null]);
    const { events } = (await get('/v1/logs/audit?operation=compliance.report&limit=1')).body;
    assert.match(events[0].change, /; HEAD, so none was made$/);
    assert.equal((await head(`&until=${began.toISOString()}`)).status, 422);
  });

  it('holds no cell that a spreadsheet would take for a formula, and every name can be read back', async () => {
    for (const rows of ['findings', 'resources']) {
      const { headers, body } = await get(path(began, `&format=csv&rows=${rows}`));
      assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8; header=present');
      const [heading = [], ...cells] = parseCsv(body);
      assert.ok(cells.length > NASTY.length && cells.every(({ length }) => length === heading.length));
      for (const cell of cells.flat()) assert.doesNotMatch(cell, FORMULA);
      const names = cells.map((row) => row[heading.indexOf(rows === 'findings' ? 'resource_name' : 'name')]);
      for (const name of NASTY) assert.ok(names.includes(name.replace(/(^|;)(?=[=+\-@])/g, "$1'")), name);
      for (const name of ODD) assert.ok(names.includes(FORMULA.test(name) ? `'${name}` : name), name);
    }
  });

  it('is valid by the JSON schema of OSCAL, and what it refers to is in it', async () => {
    const { headers, body } = await get(path(began, '&format=oscal'));
    assert.equal(headers.get('content-type'), 'application/oscal+json');
    const requireValid = oscalValidator();
    requireValid(body);
    const { results } = body['assessment-results'];
    const [{ observations, risks, findings, 'local-definitions': local }] = results;
    const uuids = (rows: { uuid: string }[]) => new Set(rows.map(({ uuid }) => uuid));
    const held = uuids(local['inventory-items']);
    const seen = uuids(observations);
    assert.equal(seen.size, (await report(began)).findings.length);
    assert.deepEqual([seen.size, risks.length], [observations.length, seen.size]);
    for (const { subjects } of observations) assert.ok(held.has(subjects[0]['subject-uuid']));
    const [failed] = findings.filter(
      ({ target }: { target: Record<string, string> }) => target['target-id'] === 'out_of_sync',
    );
    assert.equal(failed.target.status.state, 'not-satisfied');
    for (const { 'observation-uuid': uuid } of failed['related-observations']) assert.ok(seen.has(uuid));
    for (const text of NASTY) assert.ok(!JSON.stringify(findings).includes(text));
    assert.ok(JSON.stringify(observations).includes(LONG));
    const again = (await get(path(began, '&format=oscal'))).body['assessment-results'].results[0];
    assert.deepEqual(uuids(again.observations), seen);
    const none = await get(
      `/v1/compliance/report?scope_id=${await root.scope()}&from=${began.toISOString()}&format=oscal`,
    );
    requireValid(none.body);
  });

  it('is a page that holds all names as text, runs nothing and asks nobody', async () => {
    const { headers, body } = await get(path(began, '&format=html'));
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(
      headers.get('content-security-policy') ?? '',
      /^default-src 'none'; style-src 'sha256-[^']+'; .*sandbox$/,
    );
    assert.doesNotMatch(body, /<(?:script|link|img|iframe|object|form)[\s>]| on[a-z]+=|style="|https?:/);
    for (const name of NASTY) assert.ok(body.includes(asText(name)), name);
    assert.ok(body.includes('\\u{202e}gnp.exe') && body.includes(LONG));
    assert.doesNotMatch(body, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(body) ?? [];
    assert.ok(body.includes(`&#39;sha256-${createHash('sha256').update(style).digest('base64')}&#39;`));
    const { ledger, counts } = await report(began);
    assert.ok(body.includes(`<td>${counts.new}</td><td>${counts.gone}</td>`));
    assert.ok(ledger && body.includes(ledger.origin));
  });

  it('shows as much as REST would: nothing of other scopes, and names and counts only to whoever may see them', async () => {
    const beside = await api.createUser(freshName('beside'), 'viewer', { scopeId: await root.scope() });
    assertRefused(await get(path(began), beside), 404, 'not_found');
    const narrow = await root.person();
    const role = await root.role(['finding:read']);
    await root.grant({ subject_id: narrow.id, role, scope_id: world.rootScopeId });
    const { scope, activity, resources, findings, counts } = await report(began, '', narrow);
    assert.deepEqual([scope.name, activity, resources], [null, { jobs: null, approvals: null, sessions: null }, null]);
    assert.ok(findings.length > 0 && findings.every((row) => row.resource_name === null && row.device_name === null));
    assert.equal(counts.new, (await report(began)).counts.new);
    assertRefused(await get(path(began, '&format=csv&rows=resources'), narrow), 403, 'forbidden');
    const viewer = await api.createUser(freshName('viewer'), 'viewer', { scopeId: world.rootScopeId });
    const seen = await report(began, '', viewer);
    assert.ok(seen.resources && seen.findings.some((row) => NASTY.includes(row.resource_name ?? '')));
    assert.ok(seen.findings.every(({ finding }) => finding.scope_id === world.rootScopeId));
  });

  it('shows an application what its authorized resources are for, whatever its grants hold', async () => {
    const robot = await applicationWith(api, 'admin', [{ areas: ['compliance'] }]);
    const { scope, activity, resources, findings } = await report(began, '', robot);
    assert.deepEqual([scope.name, activity, resources], [null, { jobs: null, approvals: null, sessions: null }, null]);
    assert.ok(findings.length > 0 && findings.every((row) => row.resource_name === null && row.device_name === null));
    assertRefused(await get(path(began, '&format=csv&rows=resources'), robot), 403, 'forbidden');
    const more = await applicationWith(api, 'admin', [{ areas: ['compliance'] }, { areas: ['jobs', 'resources'] }]);
    const seen = await report(began, '', more);
    assert.ok(seen.activity.jobs && seen.resources && seen.findings.some((row) => row.resource_name !== null));
    assert.deepEqual([seen.activity.approvals, seen.activity.sessions], [null, null]);
  });

  it('rates a period that ends at midnight by the day that ended', async () => {
    const midnight = new Date(new Date().setUTCHours(0, 0, 0, 0));
    const [from, day] = [new Date(midnight.getTime() - 2 * DAY_MS), wireDay(midnight.getTime() - DAY_MS)];
    await api.store.models.postureDays.create({
      _id: `${world.rootScopeId}:${day}`,
      organization_id: 1,
      scope_id: world.rootScopeId,
      day,
      resources: 1,
      devices: 0,
      lost: 7,
      signals: {},
      severities: {},
    });
    const { ratings } = await report(from, `&until=${midnight.toISOString()}`);
    assert.deepEqual([ratings.end?.day, ratings.end?.points_lost], [day, 7]);
    assert.equal((await report(from)).ratings.end?.day, null);
  });

  it('is refused for a period that ends before it begins, or has not come, and for rows without CSV', async () => {
    const refused = async (url: string, pointer: string) => {
      const answer = await get(url);
      assert.equal(answer.status, 422);
      assert.equal(answer.body.errors[0].pointer, pointer);
    };
    await refused(path(middle, `&until=${began.toISOString()}`), '/query/from');
    await refused(path(middle, `&until=${new Date(Date.now() + 3_600_000).toISOString()}`), '/query/until');
    await refused(path(middle, '&rows=resources'), '/query/rows');
  });
});
