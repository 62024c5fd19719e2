/** What was handed in through the API opens for a worker alone, whole and in its place, and follows the master key. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openInformation } from '../../activities/open-information.ts';
import { loadInformation } from '../../store/protected-information.ts';
import { addActiveKey, createMasterKeyFile, dropKey, FileKeyRing } from '../../store/vault/file-key-ring.ts';
import { Vault } from '../../store/vault/vault.ts';
import { rewrapSecrets, secretsUnder } from '../../worker/rewrap-secrets.ts';
import { World } from '../api/contract/world.ts';
import { type ApiHarness, startApi } from '../support/api-harness.ts';

const PATH = '/v1/protected-information';

describe('protected information in the vault', () => {
  let directory: string;
  let keyFile: string;
  let api: ApiHarness;
  let world: World;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-information-'));
    keyFile = join(directory, 'master.json');
    createMasterKeyFile(keyFile);
    api = await startApi();
    const { kid, jwk } = vaultNow().inboxPublicKey();
    await api.store.models.vaultInboxKeys.create({ _id: kid, jwk, created_at: new Date(), active: true });
    world = await World.enter(api, api.admin);
  });
  after(async () => {
    await api.close();
    await rm(directory, { recursive: true });
  });

  /** As a worker that starts now has it. */
  function vaultNow(): Vault {
    const ring = FileKeyRing.read(keyFile);
    return new Vault(ring, ring.inbox);
  }

  async function opened(id: number, vault = vaultNow()): Promise<string> {
    const information = await loadInformation(api.store, 1, id);
    assert.ok(information);
    return (await openInformation({ store: api.store, vault }, information)).reveal();
  }

  const contents = (id: number) =>
    api.store.models.informationContents.find({ information_id: id }).sort({ version: 1 }).lean();

  async function renew(id: number, content: string): Promise<void> {
    assert.equal((await world.call('POST', `${PATH}/${id}/versions`, { body: { content } })).status, 200);
  }

  it('comes back whole: texts, and files of a mebibyte', async () => {
    const text = '\u{feff}Ünïcode\r\n\ttext \u0001 🔑 ';
    assert.equal(await opened(await world.protectedInformation({ content: text })), text);
    const bytes = randomBytes(1024 * 1024);
    const file = { kind: 'file', content: bytes.toString('base64'), file_name: 'a.bin' };
    const id = await world.protectedInformation(file);
    assert.ok(Buffer.from(await opened(id), 'base64').equals(bytes));
  });

  it('is that of the version that counts', async () => {
    const id = await world.protectedInformation({ content: 'first' });
    await renew(id, 'second');
    assert.equal(await opened(id), 'second');
    assert.equal((await world.call('POST', `${PATH}/${id}/restore`, { body: { version: 1 } })).status, 200);
    assert.equal(await opened(id), 'first');
  });

  it('moves under the master key when it is first opened, and is as it was', async () => {
    const id = await world.protectedInformation({ content: 'opened once' });
    await renew(id, 'opened twice');
    await Promise.all([opened(id), opened(id)]);
    assert.deepEqual(
      (await contents(id)).map(({ sealed }) => sealed.form),
      ['inbox', 'envelope'],
    );
    assert.equal(await opened(id), 'opened twice');
  });

  it('opens in no other place: not as another version, information or organization', async () => {
    const [one, two] = [await world.protectedInformation(), await world.protectedInformation()];
    await renew(one, 'the second version');
    const [first, second] = await contents(one);
    const { informationContents } = api.store.models;
    for (const place of [`${one}:2`, `${two}:1`]) {
      const { sealed } = (await informationContents.findById(place).lean()) ?? assert.fail();
      await informationContents.updateOne({ _id: place }, { $set: { sealed: first?.sealed } });
      await assert.rejects(opened(place === `${two}:1` ? two : one), { code: 'vault_integrity' });
      await informationContents.updateOne({ _id: place }, { $set: { sealed } });
    }
    const ofSecond = { _id: second?._id ?? assert.fail() };
    await informationContents.updateOne(ofSecond, { $set: { organization_id: 2 } });
    await assert.rejects(opened(one), /has no content/);
    await informationContents.updateOne(ofSecond, { $set: { organization_id: 1 } });
    assert.equal(await opened(one), 'the second version');
  });

  it('opens in no other place though its whole row was put there', async () => {
    const [one, two] = [
      await world.protectedInformation({ content: 'of the first' }),
      await world.protectedInformation(),
    ];
    await renew(one, 'of the first, later');
    const { informationContents } = api.store.models;
    const [first] = await contents(one);
    assert.ok(first);
    for (const [_id, id] of [
      [`${two}:1`, two],
      [`${one}:2`, one],
    ] as const) {
      await informationContents.deleteOne({ _id });
      // It says itself where it belongs, and so is not the one to ask.
      await informationContents.create({ ...first, _id });
      await assert.rejects(opened(id), { code: 'vault_integrity' });
    }
  });

  it('follows the master key: every version is wrapped anew, and what lies in the inbox is moved out of it', async () => {
    const id = await world.protectedInformation({ content: 'number 1' });
    for (const number of [2, 3]) await renew(id, `number ${number}`);
    const old = FileKeyRing.read(keyFile).activeKeyId();
    await opened(id);
    assert.ok((await secretsUnder(api.store, old)) > 0);
    const before = await contents(id);

    const kid = addActiveKey(keyFile);
    await rewrapSecrets(api.store, vaultNow());
    assert.equal(await secretsUnder(api.store, old), 0);
    const moved = await contents(id);
    assert.deepEqual(
      moved.map(({ sealed }) => (sealed.form === 'envelope' ? sealed.kid : null)),
      [kid, kid, kid],
    );
    assert.deepEqual(
      moved[2]?.sealed.jwe,
      before[2]?.sealed.jwe,
      'what was an envelope has the same body, to the byte',
    );
    assert.deepEqual(await rewrapSecrets(api.store, vaultNow()), { rewrapped: 0, resealed: 0 });

    dropKey(keyFile, old);
    assert.equal(await opened(id), 'number 3');
    for (const version of [1, 2]) {
      await world.call('POST', `${PATH}/${id}/restore`, { body: { version } });
      assert.equal(await opened(id), `number ${version}`);
    }
  });

  it('is left as somebody else has moved it meanwhile', async () => {
    const id = await world.protectedInformation({ content: 'moved by another' });
    const vault = vaultNow();
    const seal = vault.seal.bind(vault);
    // Whoever opens it at this moment has moved it before this one has written.
    vault.seal = async (secret, context) => {
      const sealed = await seal(secret, context);
      await opened(id);
      return sealed;
    };
    const counts = await rewrapSecrets(api.store, vault);
    const [{ sealed } = assert.fail()] = await contents(id);
    assert.equal(sealed.form, 'envelope');
    assert.equal(await opened(id), 'moved by another');
    assert.equal(counts.resealed, 0);
  });
});
