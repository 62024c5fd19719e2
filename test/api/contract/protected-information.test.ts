/** Protected information goes in, sealed, and does not come out; what cannot be kept is refused without being repeated. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type ApiHarness, type CallAnswer, startApi } from '../../support/api-harness.ts';
import { assertNowhere, assertOk, assertRefused } from './assert-refused.ts';
import { freshName, publishInboxKey, World } from './world.ts';

const PATH = '/v1/protected-information';
const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

const canary = () => `canary-${randomBytes(12).toString('hex')}`;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const get = (id: number) => world.call('GET', `${PATH}/${id}`);
const create = (fields: object) => world.call('POST', PATH, { body: world.newProtectedInformation(fields) });
const renew = (id: number, body: object) => world.call('POST', `${PATH}/${id}/versions`, { body });
const restore = (id: number, version: number) => world.call('POST', `${PATH}/${id}/restore`, { body: { version } });
const file = (content: string | Buffer, fields: object = {}) => ({
  kind: 'file',
  content: Buffer.from(content).toString('base64'),
  file_name: 'licence.bin',
  ...fields,
});

async function versionsOf(id: number): Promise<CallAnswer['body'][]> {
  return (await world.call('GET', `${PATH}/${id}/versions`)).body.versions;
}

it('says that a worker must start first while the vault has no key', async () => {
  assertRefused(await create({}), 503, 'not_ready');
  assert.equal(await api.store.models.protectedInformation.countDocuments(), 0);
  await publishInboxKey(api);
  assertOk(await create({}), 201);
});

describe('content that was handed in', () => {
  it('is nowhere in clear: not in answers, the store or the log', async () => {
    const [text, renewed, refused, inFile] = [canary(), canary(), canary(), canary()];
    const headers = { 'Idempotency-Key': 'a-key-for-information' };
    const body = world.newProtectedInformation({ content: text });
    const made = await world.call('POST', PATH, { body, headers });
    const { id } = made.body;
    const answers = [
      made,
      await world.call('POST', PATH, { body, headers }),
      await renew(id, { content: renewed }),
      await create(file(inFile)),
      await create({ content: `${refused}\0` }),
      await create({ content: [refused] }),
      await create({ content: refused, kind: refused }),
      await create({ ...file(''), content: refused }),
      await world.call('POST', PATH, { body: `{"content":"${refused}` }),
      await restore(id, 1),
      await get(id),
      await world.call('GET', PATH),
      await world.call('GET', `${PATH}/${id}/versions`),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 200, 201, 422, 400, 400, 422, 400, 200, 200, 200, 200],
    );
    for (const secret of [text, renewed, refused, inFile]) {
      for (const form of [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')]) {
        assert.ok(answers.every((answer) => !JSON.stringify(answer.body).includes(form)));
        await assertNowhere(api, form);
      }
    }
  });

  it('is shown by its outline alone', async () => {
    const { body } = assertOk(await create({ content: 'zwölf Zeichen', description: 'for the registrar' }), 201);
    assert.deepEqual(
      [body.size, body.file_name, body.media_type, body.current_version, body.latest_version, body.description],
      [14, null, null, 1, 1, 'for the registrar'],
    );
    assert.deepEqual([body.expires_at, body.remind_days_before], [null, [30, 7, 1]]);
    const ofFile = assertOk(await create(file('12345', { media_type: 'application/pdf' })), 201).body;
    assert.deepEqual([ofFile.size, ofFile.file_name, ofFile.media_type], [5, 'licence.bin', 'application/pdf']);
    const untyped = assertOk(await create(file(Buffer.from([0, 255, 0]))), 201).body;
    assert.deepEqual([untyped.size, untyped.media_type], [3, 'application/octet-stream']);
  });

  it('may have a mebibyte and not a byte more, however it is written', async () => {
    const full = 'é'.repeat(MIB / 2);
    assert.equal(assertOk(await create({ content: full }), 201).body.size, MIB);
    assertRefused(await create({ content: `${full}x` }), 422, 'unprocessable', '/body/content');
    // Control characters are the longest of all in JSON: six bytes each.
    const escaped = await create({ content: '\u0001'.repeat(MIB) });
    assert.equal(assertOk(escaped, 201).body.size, MIB);
    const { id } = assertOk(await create(file(randomBytes(MIB))), 201).body;
    assert.equal(assertOk(await renew(id, { content: randomBytes(MIB).toString('base64') })).body.size, MIB);
    const tooLong = randomBytes(MIB + 1).toString('base64');
    assertRefused(await renew(id, { content: tooLong }), 422, 'unprocessable', '/body/content');
    assertRefused(await renew(id, { content: 'x'.repeat(2 * MIB) }), 400, 'validation_failed', '/body/content');
    assertRefused(await renew(id, { content: '\u0001'.repeat(1.1 * MIB) }), 413, 'body_too_large');
    assert.equal((await versionsOf(id)).length, 2);
  });

  it('leaves others as short as they were', async () => {
    const { id } = (await create({})).body;
    const description = 'x'.repeat(MIB);
    assertRefused(await world.call('PATCH', `${PATH}/${id}`, { body: { description } }), 413, 'body_too_large');
  });
});

describe('content that cannot be kept', () => {
  const texts: readonly [string, object][] = [
    ['a text with NUL', { content: 'one\0two' }],
    ['half a surrogate pair', { content: 'half \ud800 a pair' }],
  ];
  const files: readonly [string, string][] = [
    ['base64 for addresses', Buffer.from([251, 255, 254]).toString('base64url')],
    ['base64 without its padding', 'YQ'],
    ['base64 with unused bits', 'YR=='],
    ['base64 with a line break', 'YWJj\nZGVm'],
    ['base64 with a blank at its end', 'YWJj '],
    ['padding alone', '===='],
    ['a data URL', 'data:text/plain;base64,YWJj'],
  ];
  for (const [what, fields] of texts) {
    it(`is refused: ${what}`, async () => {
      assertRefused(await create(fields), 422, 'unprocessable', '/body/content');
    });
  }
  for (const [what, content] of files) {
    it(`is refused: ${what}`, async () => {
      assertRefused(await create({ ...file(''), content }), 422, 'unprocessable', '/body/content');
    });
  }

  it('is refused with the name of a file where it is a text, and without one where it is a file', async () => {
    assertRefused(await create({ file_name: 'a.txt' }), 422, 'unprocessable', '/body/file_name');
    assertRefused(await create({ media_type: 'text/plain' }), 422, 'unprocessable', '/body/media_type');
    assertRefused(await create({ kind: 'file', content: 'YWJj' }), 422, 'unprocessable', '/body/file_name');
    const { id } = (await create({})).body;
    assertRefused(await renew(id, { content: 'x', file_name: 'a.txt' }), 422, 'unprocessable', '/body/file_name');
  });

  it('is refused under names that lead elsewhere or are not what they look like', async () => {
    for (const file_name of [
      '',
      '.',
      '..',
      '../passwd',
      'a/b',
      'a\\b',
      'a\nb',
      ' a',
      'a ',
      'gpj\u202eexe.',
      'x'.repeat(256),
    ]) {
      assertRefused(await create(file('x', { file_name })), 400, 'validation_failed', '/body/file_name');
    }
    for (const media_type of ['text', 'text/', '/plain', 'text/plain; charset=utf-8', 'text/plain\r\nx', 'a/b/c']) {
      assertRefused(await create(file('x', { media_type })), 400, 'validation_failed', '/body/media_type');
    }
    for (const file_name of ['.p12', 'Schlüssel (2).p12', '...']) assertOk(await create(file('x', { file_name })), 201);
  });
});

describe('another content', () => {
  it('is a new version that is current from now on; those before it are kept', async () => {
    const { id } = (await create(file('first', { media_type: 'text/plain' }))).body;
    const second = assertOk(await renew(id, { content: Buffer.from('the second').toString('base64') })).body;
    assert.deepEqual(
      [second.current_version, second.size, second.file_name, second.media_type],
      [2, 10, 'licence.bin', 'text/plain'],
    );
    const named = { content: 'eA==', file_name: 'other.bin', media_type: 'application/pdf' };
    const third = assertOk(await renew(id, named)).body;
    assert.deepEqual([third.file_name, third.media_type], ['other.bin', 'application/pdf']);
    assert.deepEqual(
      (await versionsOf(id)).map(({ version, is_current, size, file_name }) => [version, is_current, size, file_name]),
      [
        [3, true, 1, 'other.bin'],
        [2, false, 10, 'licence.bin'],
        [1, false, 5, 'licence.bin'],
      ],
    );
  });

  it('is one version each, however many hand one in at once', async () => {
    const { id } = (await create({})).body;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => renew(id, { content: `number ${index}` })),
    );
    const taken = answers.filter(({ status }) => status === 200);
    assert.ok(taken.length > 0);
    for (const answer of answers) if (answer.status !== 200) assertRefused(answer, 412, 'precondition_failed');
    const numbers = (await versionsOf(id)).map(({ version }) => version);
    assert.deepEqual(
      numbers,
      Array.from({ length: taken.length + 1 }, (_, index) => taken.length + 1 - index),
    );
    assert.equal(await api.store.models.informationContents.countDocuments({ information_id: id }), taken.length + 1);
  });

  it('gives way to an older one, whose content is not touched', async () => {
    const { id } = (await create({ content: 'first' })).body;
    await renew(id, { content: 'the second' });
    const contents = () => api.store.models.informationContents.find({ information_id: id }).sort({ _id: 1 }).lean();
    const before = await contents();
    const { body } = assertOk(await restore(id, 1));
    assert.deepEqual([body.current_version, body.latest_version, body.size], [1, 2, 5]);
    assert.deepEqual(await contents(), before);
    const again = await restore(id, 1);
    assert.deepEqual(assertOk(again).body, body);
    assert.equal(assertOk(await renew(id, { content: 'the third one' })).body.current_version, 3);
    const of = { target_type: 'protected_information', target_id: id };
    const records = await api.store.auditCollection().find(of).sort({ _id: 1 }).toArray();
    assert.deepEqual(
      records.map(({ operation, change }) => [operation, change]),
      [
        ['protected_information.create', null],
        ['protected_information.add_version', 'version 2 was handed in'],
        ['protected_information.restore', 'version: 2 -> 1'],
        ['protected_information.restore', 'version 1 is current already'],
        ['protected_information.add_version', 'version 3 was handed in'],
      ],
    );
  });

  it('cannot go back to a version that never was, nor to that of another', async () => {
    const { id } = (await create({})).body;
    const other = (await create({})).body.id;
    await renew(other, { content: 'x' });
    assertRefused(await restore(id, 2), 422, 'unprocessable', '/body/version');
    assert.equal((await get(id)).body.current_version, 1);
  });
});

describe('protected information', () => {
  it('takes no content while it is inactive, and can still be described', async () => {
    const { id } = (await create({})).body;
    await renew(id, { content: 'x' });
    assert.equal(assertOk(await world.call('POST', `${PATH}/${id}/deactivate`)).body.status, 'inactive');
    assertRefused(await renew(id, { content: 'y' }), 409, 'resource_inactive');
    assertRefused(await restore(id, 1), 409, 'resource_inactive');
    const body = { description: 'kept for the auditors' };
    assertOk(await world.call('PATCH', `${PATH}/${id}`, { body }));
    assert.equal(assertOk(await world.call('POST', `${PATH}/${id}/activate`)).body.status, 'active');
    assertOk(await restore(id, 1));
  });

  it('expires ahead, or not at all', async () => {
    assertRefused(await create({ expires_at: inDays(-1) }), 422, 'unprocessable', '/body/expires_at');
    const { id } = (await create({ expires_at: inDays(3), remind_days_before: [1, 60, 2] })).body;
    assert.deepEqual((await get(id)).body.remind_days_before, [60, 2, 1]);
    const patch = (body: object) => world.call('PATCH', `${PATH}/${id}`, { body });
    assertRefused(await patch({ expires_at: inDays(-1) }), 422, 'unprocessable', '/body/expires_at');
    assertRefused(await renew(id, { content: 'x', expires_at: inDays(-1) }), 422, 'unprocessable', '/body/expires_at');
    for (const remind_days_before of [[0], [366], [1, 1], [1.5], Array.from({ length: 11 }, (_, i) => i + 1)]) {
      assertRefused(await patch({ remind_days_before }), 400, 'validation_failed');
    }
    const end = inDays(400);
    assert.equal(assertOk(await renew(id, { content: 'x', expires_at: end })).body.expires_at, end);
    assert.equal(assertOk(await patch({ expires_at: null, remind_days_before: [] })).body.expires_at, null);
  });

  it('may be sent back with an end that is past, however that is written', async () => {
    const { id } = (await create({ expires_at: inDays(3) })).body;
    const expires_at = new Date('2020-02-29T12:00:00Z');
    await api.store.models.protectedInformation.updateOne({ _id: id }, { $set: { expires_at } });
    for (const written of ['2020-02-29T12:00:00.000Z', '2020-02-29T12:00:00Z', '2020-02-29T14:00:00+02:00']) {
      const answer = await world.call('PATCH', `${PATH}/${id}`, { body: { expires_at: written } });
      assert.equal(assertOk(answer).body.expires_at, '2020-02-29T12:00:00.000Z');
    }
  });

  it('says which fields were changed, and does nothing where none was', async () => {
    const { id } = (await create({ expires_at: inDays(10) })).body;
    const seen = (await get(id)).body;
    const fields = ['name', 'scope_id', 'description', 'expires_at', 'remind_days_before'];
    const same = Object.fromEntries(fields.map((field) => [field, seen[field]]));
    const answer = await world.call('PATCH', `${PATH}/${id}`, { body: same });
    assert.deepEqual(assertOk(answer).body, seen);
    const changed = { ...same, description: canary(), expires_at: null };
    await world.call('PATCH', `${PATH}/${id}`, { body: changed });
    const records = await api.store
      .auditCollection()
      .find({ target_id: id, operation: 'protected_information.update' })
      .sort({ _id: 1 })
      .toArray();
    assert.deepEqual(
      records.map(({ change }) => change),
      ['nothing to change', 'changed: description, expires_at'],
    );
  });

  it('has a name of its own in its scope', async () => {
    const [name, scope_id] = [freshName('licence'), await world.scope()];
    assertOk(await create({ name }), 201);
    assertRefused(await create({ name }), 409, 'name_taken');
    const { id } = assertOk(await create({ name, scope_id }), 201).body;
    const moved = await world.call('PATCH', `${PATH}/${id}`, { body: { scope_id: world.rootScopeId } });
    assertRefused(moved, 409, 'name_taken');
  });

  it('is found by what it is, where it is, and when it expires', async () => {
    const here = await world.below();
    const below = await here.scope();
    const [soon, later, never] = [
      await here.protectedInformation({ name: 'a licence', expires_at: inDays(5) }),
      await here.protectedInformation({ ...file('x'), name: 'a file', expires_at: inDays(50), scope_id: below }),
      await here.protectedInformation({ name: 'b' }),
    ];
    await world.call('POST', `${PATH}/${never}/deactivate`);
    const found = async (filter: string) =>
      (await world.call('GET', `${PATH}?scope_id=${here.rootScopeId}&${filter}`)).body.protected_information.map(
        ({ id }: { id: number }) => id,
      );
    assert.deepEqual(await found(''), [soon, later, never]);
    assert.deepEqual(await found('kind=file'), [later]);
    assert.deepEqual(await found('status=inactive'), [never]);
    assert.deepEqual(await found('name=a'), [soon, later]);
    assert.deepEqual(await found(`expires_before=${inDays(10)}`), [soon]);
    assert.deepEqual(await found(`expires_before=${inDays(100)}`), [soon, later]);
    assertRefused(await world.call('GET', `${PATH}?expires_before=soon`), 400, 'validation_failed');
  });

  it('is shared by the scope in which it lies, and moves only where nobody gains what the mover does not hold', async () => {
    const [from, to] = [await world.scope(), await world.scope()];
    const id = await world.protectedInformation({ scope_id: from });
    const requester = await api.createUser(freshName('requester'), 'requester', { scopeId: to });
    const seen = async () => (await api.call('GET', `${PATH}/${id}`, { as: requester })).status;
    assert.equal(await seen(), 404);
    const mover = await world.person();
    const role = await world.role(['protected_information:read', 'protected_information:write', 'scope:read']);
    await world.grant({ subject_id: mover.id, role });
    const move = (as: typeof mover | undefined) =>
      world.call('PATCH', `${PATH}/${id}`, { body: { scope_id: to }, ...(as ? { as } : {}) });
    const refused = await move(mover);
    assertRefused(refused, 403, 'privilege_escalation');
    assert.match(refused.body.detail, /protected_information:retrieve/);
    assertOk(await move(undefined));
    assert.equal(await seen(), 200);
  });
});
