/** What logs in at targets, and what opens sessions, is nowhere afterwards: sessions of every kind, then a search in every place. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Secret } from '../../domain/secret.ts';
import { EncryptionCodec } from '../../runtime/payload-codec.ts';
import { SharedKeys } from '../../runtime/shared-keys.ts';
import type { Person } from '../support/consent-estate.ts';
import { documentPlaces, filePlaces, historyPlaces, leafPlaces } from '../support/evidence-places.ts';
import {
  findSecrets,
  type Hidden,
  hiddenKey,
  hiddenText,
  type Place,
  type Sighting,
} from '../support/secret-search.ts';
import { OPEN, type RunningGateway, SessionEstate, type SessionPlace } from '../support/session-estate.ts';
import { TerminalPage } from '../support/terminal-page.ts';
import { until } from '../support/until.ts';

const RULES = { ...OPEN, session_input_recording: true };

describe('no secret of a session can be read', () => {
  let estate: SessionEstate;
  let gateway: RunningGateway;
  let ann: Person;
  let operator: Person;
  let auditor: Person;
  const hidden: Hidden[] = [];
  const sessions: string[] = [];
  /** Exports of recordings, and what clients were shown. */
  const casts: Place[] = [];
  const marker = `marker-${randomBytes(12).toString('hex')}`;

  before(async () => {
    estate = await SessionEstate.start();
    gateway = await estate.addGateway({ CAPSTAN_LOG_LEVEL: 'debug' });
    ann = await estate.consent.person('requester');
    operator = await estate.consent.person('operator');
    auditor = await estate.consent.person('auditor');
  });
  after(() => estate?.stop());

  const hide = (label: string, text: string) => {
    hidden.push(hiddenText(label, text));
    return text;
  };

  const codeIn = (url: string) => new URL(url).hash.slice('#code='.length);

  async function begun(what: string, { resource, secret }: SessionPlace, body: object) {
    hide(`secret of the target of ${what}`, secret.reveal());
    const session = await estate.pending(ann, resource, { ...body, reason: marker });
    sessions.push(session);
    // The first one opens nothing any more once there is a second one.
    hide(`replaced token of ${what}`, await estate.token(ann, session));
    return { session, token: hide(`launch token of ${what}`, await estate.token(ann, session)) };
  }

  it('is put to the test by ssh, psql and a page, and by those who watch and play', async () => {
    const native = await begun('ssh', await estate.linux(RULES), { mode: 'native_client' });
    const command = `echo ${marker}; env; cat /proc/self/cmdline`;
    const client = estate.openssh('ssh', native.token, [`${native.session}@127.0.0.1`, command], gateway);
    client.child.stdin.end();
    assert.equal((await client.ended).code, 0);

    const copied = await begun('scp', await estate.linux({ ...RULES, session_activities: ['download'] }), {
      mode: 'native_client',
    });
    const to = join(estate.directory, 'copied');
    const copy = estate.openssh('scp', copied.token, ['-q', `${copied.session}@127.0.0.1:/etc/hostname`, to], gateway);
    assert.equal((await copy.ended).code, 0, copy.stderr());

    const sql = await begun('psql', await estate.postgres(RULES), {});
    const asked = await estate.psql(sql.session, sql.token, ['-c', `select '${marker}'`], gateway).ended;
    assert.equal(asked.code, 0, asked.stderr);

    const web = await begun('the page', await estate.linux(RULES), { mode: 'web_terminal' });
    hide('replaced link', codeIn(await estate.link(ann, web.session)));
    const code = hide('link', codeIn(await estate.link(ann, web.session)));
    const page = await TerminalPage.open(estate.page(web.session, gateway), { code });
    page.type(`echo ${marker}; env\n`);
    await page.shows(new RegExp(`^${marker}\\r$`, 'm'));
    const back = hide('token to come back', String((await page.hears('welcome'))['resume_token']));
    page.socket.terminate();
    const again = await TerminalPage.open(estate.page(web.session, gateway), back);
    hide('token to come back again', String((await again.hears('welcome'))['resume_token']));
    const watch = await estate.view(operator, web.session, 'watch');
    const watcher = await TerminalPage.open(watch.url, hide('token to watch', watch.token));
    watcher.type('typed by a watcher');
    watcher.socket.close();
    again.type('exit\n');
    await again.hears('end');

    const four = await begun('what is moderated', await estate.linux({ ...RULES, session_moderated: true }), {
      mode: 'web_terminal',
    });
    const owner = await TerminalPage.open(estate.page(four.session, gateway), four.token);
    const moderate = await estate.view(operator, four.session, 'moderate');
    await TerminalPage.open(moderate.url, hide('token to moderate', moderate.token));
    await until('the target to be there', async () => owner.said.some(({ text }) => text === 'connected') || undefined);
    owner.type('exit\n');
    await owner.hears('end');

    const failing = await estate.linux(RULES);
    const changed = new Secret(randomBytes(12).toString('hex'));
    await estate.ssh.server.setPassword(failing.username, changed);
    const refused = await begun('what fails', failing, { mode: 'web_terminal' });
    const wrong = hide('wrong token', `cap_st_${randomBytes(32).toString('base64url')}`);
    const nobody = new TerminalPage(estate.page(refused.session, gateway));
    await nobody.hello(wrong);
    await nobody.hears('refused');
    const failed = await TerminalPage.open(estate.page(refused.session, gateway), refused.token);
    await failed.hears('end');

    for (const session of sessions) await estate.ended(session);
    for (const session of sessions.slice(0, 4)) {
      const { token, url } = await estate.view(auditor, session, 'recording/play');
      const cast = await fetch(`${url}.cast`, {
        headers: { Authorization: `Bearer ${hide('token to play', token)}` },
      });
      assert.equal(cast.status, 200);
      casts.push({ family: 'recordings', name: session, bytes: Buffer.from(await cast.text()) });
    }
    casts.push({ family: 'recordings', name: 'clients', bytes: Buffer.from(client.stdout() + page.text) });
  });

  it('is found nowhere, and would be', async (test) => {
    const hostKey: { private_key: string } = JSON.parse(
      readFileSync(join(estate.directory, 'gateway-host.json'), 'utf8'),
    );
    for (const value of Object.values(hostKey)) {
      if (value.startsWith('-----BEGIN ')) hidden.push(...hiddenKey('host key of the gateway', value));
    }
    const shown = hiddenText('marker', marker);
    const { sightings, searchedBytes } = await findSecrets([...hidden, shown], places());
    test.diagnostic(
      `${hidden.length} secrets, looked for in bytes: ${JSON.stringify(Object.fromEntries(searchedBytes))}`,
    );
    const isSeen = (family: string) => (sighting: Sighting) =>
      sighting.label === shown.label && sighting.family === family;
    for (const family of ['documents', 'recordings', 'leaves'])
      assert.ok(sightings.some(isSeen(family)), `the marker was not seen in: ${family}`);
    for (const family of ['output of API and worker', 'output of gateways', 'raw histories', 'decoded histories'])
      assert.ok((searchedBytes.get(family) ?? 0) > 300, `${family} has been searched`);
    assert.ok(hidden.length > 12, `${hidden.length} secrets`);
    assert.deepEqual(
      sightings.filter(({ label }) => label !== shown.label),
      [],
    );
  });

  async function* places(): AsyncGenerator<Place> {
    const { engines, estate: behind, output } = estate.consent;
    yield { family: 'output of API and worker', name: 'output', bytes: Buffer.from(output) };
    for (const [index, { role }] of estate.gateways.entries())
      yield { family: 'output of gateways', name: `gateway ${index}`, bytes: Buffer.from(role.output()) };
    yield* casts;
    yield* documentPlaces(engines.mongod.uri);
    yield* leafPlaces(behind.store);
    yield* historyPlaces(
      behind.client,
      new EncryptionCodec(SharedKeys.read(join(engines.directory, 'keys/shared.json'))),
    );
    yield* filePlaces(engines.directory, ['keys']);
  }
});
