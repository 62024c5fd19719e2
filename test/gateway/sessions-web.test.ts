/** Sessions in the browser from the request to the end: pages of a gateway process, real targets, the audit log. */

import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { Secret } from '../../domain/secret.ts';
import { freePort } from '../../launcher/engines/free-port.ts';
import { Asciinema } from '../support/asciinema.ts';
import { launchChromium } from '../support/chromium.ts';
import type { Person } from '../support/consent-estate.ts';
import { startCuttingProxy } from '../support/cutting-proxy.ts';
import { OPEN, type RunningGateway, SessionEstate } from '../support/session-estate.ts';
import { launch, openPage, PULSE, says, screenOf, shows } from '../support/terminal-browser.ts';
import { TerminalPage } from '../support/terminal-page.ts';
import { until } from '../support/until.ts';

const WEB = { mode: 'web_terminal' } as const;

describe('a session in the browser', () => {
  let estate: SessionEstate;
  let browser: Browser;
  let ann: Person;
  let operator: Person;
  let auditor: Person;

  before(async () => {
    [estate, browser] = await Promise.all([SessionEstate.start(), launchChromium()]);
    const { consent } = estate;
    [ann, operator, auditor] = [
      await consent.person('requester'),
      await consent.person('operator'),
      await consent.person('auditor'),
    ];
  });
  after(async () => {
    await browser?.close();
    await estate?.stop();
  });

  /** A page that a session was asked for, launched and opened in. */
  async function opened(test: TestContext, resource: number, gateway: RunningGateway = estate.gateway) {
    const session = await estate.pending(ann, resource, WEB);
    const token = await estate.token(ann, session);
    const page = await openPage(browser, test, estate.page(session, gateway));
    await launch(page, token);
    return { session, token, page };
  }

  /** One in which the shell of the target answers. */
  async function working(test: TestContext, resource: number, gateway?: RunningGateway) {
    const { session, token, page } = await opened(test, resource, gateway);
    await page.keyboard.type('echo re""ady\n');
    await shows(page, /^ready$/m);
    return { session, token, page };
  }

  async function watching(test: TestContext, session: string, as: Person = operator): Promise<Page> {
    const { token, url } = await estate.view(as, session, 'watch');
    const page = await openPage(browser, test, url);
    await launch(page, token);
    return page;
  }

  /** How wide the terminal of the page is, in pixels. */
  const widthOf = (page: Page) => page.evaluate<number>('document.querySelector(".xterm-screen").clientWidth');

  /** A watcher whose page sends what is typed. */
  async function hostile(session: string): Promise<TerminalPage> {
    const { token, url } = await estate.view(operator, session, 'watch');
    return TerminalPage.open(url, token);
  }

  const told = async (session: string, ...operations: string[]) =>
    (await estate.records(session))
      .filter(({ operation }) => operations.includes(operation))
      .map(({ operation, status }) => `${operation} ${status}`);

  const interfere = (session: string, how: string, reason?: string) =>
    estate.consent.expect(200, 'POST', `/v1/connect/sessions/${session}/${how}`, {
      as: operator,
      ...(reason === undefined ? {} : { body: { reason } }),
    });

  it('is a shell at the target that follows the window, and ends with its page', async (test) => {
    const { resource, username } = await estate.linux();
    const { session, token, page } = await working(test, resource);
    assert.equal(page.url(), estate.page(session));
    assert.match(await page.title(), new RegExp(username));
    assert.ok(!(await page.content()).includes(token));
    await page.keyboard.type('id -un; printf "$((6*7))-\\303\\274n\\n"\n');
    await shows(page, new RegExp(`^${username}\n42-ün$`, 'm'));
    await page.keyboard.type('stty size\n');
    const [, , cols] = /^(\d+) (\d+)$/m.exec(await shows(page, /^\d+ \d+$/m)) ?? [];
    await page.keyboard.type('clear\n');
    await page.setViewportSize({ width: 1_200, height: 700 });
    await until('a wider terminal at the target', async () => {
      await page.keyboard.type('stty size\n');
      const sizes = [...(await screenOf(page)).matchAll(/^(\d+) (\d+)$/gm)];
      return sizes.some(([, , wide]) => Number(wide) > Number(cols) + 20) || undefined;
    });
    await page.close();
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason, ended.mode], ['terminated', 'closed', 'web_terminal']);
    const records = (await estate.records(session)).map(({ operation, status }) => `${operation} ${status}`);
    assert.deepEqual(
      records.filter((record) => !record.startsWith('session.read')),
      [
        'session.request succeeded',
        'session.token succeeded',
        'session.launch succeeded',
        'session.credential succeeded',
        'session.start succeeded',
        'session.end succeeded',
      ],
    );
  });

  it('opens by a link alone, once and in no other way, and is terminated by whoever has asked for it', async (test) => {
    const { resource } = await estate.linux();
    const { device_id } = await estate.consent.expect(200, 'GET', `/v1/resources/${resource}`);
    const { credentials } = await estate.consent.expect(200, 'GET', `/v1/credentials?resource_id=${resource}`);
    const asked = { device_id, credential_id: credentials[0].id, reason: 'a ticket', opened_from: ['127.0.0.1'] };
    const answer = await estate.consent.expect(201, 'POST', '/v1/proxy/sessions', { as: ann, body: asked });
    const { url, session } = answer;
    const code = new URL(url).hash.slice('#code='.length);
    const ssh = estate.openssh('ssh', code, [`${session.public_id}@127.0.0.1`, 'true']);
    assert.equal((await ssh.ended).code, 255, 'it is no launch token');
    const page = await openPage(browser, test, url);
    await page.waitForSelector('#copy:visible');
    await page.keyboard.type('echo re""ady\n');
    await shows(page, /^ready$/m);
    assert.equal(page.url(), estate.page(session.public_id));
    assert.ok(!(await page.content()).includes(code));
    const second = await openPage(browser, test, url);
    await says(second, /The link opens nothing: it was opened before/);
    const ended = await estate.consent.expect(200, 'POST', `/v1/proxy/sessions/${session.public_id}/terminate`, {
      as: ann,
    });
    assert.equal(ended.status, 'terminating');
    await says(page, /The session has ended/);
    assert.equal((await estate.ended(session.public_id)).end_reason, 'terminated');
    assert.ok(!estate.gateway.role.output().includes(code));
  });

  it('shows 20 MB and stays responsive; Ctrl+C reaches the target', async (test) => {
    const { resource } = await estate.linux();
    const { session, page } = await working(test, resource);
    await page.evaluate(PULSE);
    const began = performance.now();
    await page.keyboard.type('seq 1 3000000 | head -c 20000000; echo; echo do""ne\n');
    await until('the end', async () => /^done$/m.test(await screenOf(page)) || undefined, 120_000);
    const longest = await page.evaluate<number>('pulse.longest');
    test.diagnostic(
      `20 MB in ${Math.round(performance.now() - began)} ms; the page stood still for ${Math.round(longest)} ms at most`,
    );
    assert.ok(longest < 3_000, `the page stood still for ${longest} ms`);
    await page.keyboard.type('clear; yes no-end-to-this\n');
    await shows(page, /no-end-to-this\nno-end-to-this/);
    await page.keyboard.press('Control+C');
    await page.keyboard.type('clear; echo st""ill\n');
    await shows(page, /^still$/m);
    await page.keyboard.type('exit 3\n');
    await says(page, /The session has ended: the shell has ended \(3\)\./);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason], ['terminated', 'target_closed']);
    const path = `/v1/connect/sessions/${session}/recording`;
    const recording = await estate.consent.expect(200, 'GET', path, { as: auditor });
    assert.equal(recording.state, 'complete');
    assert.ok(recording.bytes > 20_000_000, `${recording.bytes} bytes are recorded`);
  });

  it('goes on where its page comes back after the connection was lost', async (test) => {
    const web = await freePort();
    const proxy = await startCuttingProxy(web);
    test.after(() => proxy.close());
    const gateway = await estate.addGateway({
      CAPSTAN_GATEWAY_PORT: String(web),
      CAPSTAN_GATEWAY_PUBLIC_URL: `http://127.0.0.1:${proxy.port}`,
    });
    test.after(() => gateway.role.stop());
    const { resource } = await estate.linux();
    const { session, page } = await working(test, resource, { ...gateway, web: proxy.port });
    await page.keyboard.type('kept=from-before; clear; stty size; echo be""fore\n');
    const [, cols] = /^\d+ (\d+)\nbefore$/m.exec(await shows(page, /^before$/m)) ?? [];
    proxy.cutAfter({ fromClient: 0, once: true });
    await page.keyboard.type('x');
    await says(page, /connection was lost \(1006\)\. The session goes on/);
    assert.equal((await estate.read(session)).status, 'active');
    const before = await widthOf(page);
    await page.setViewportSize({ width: 1_200, height: 700 });
    await until('a wider page', async () => (await widthOf(page)) > before + 200 || undefined);
    // The connection is made, and cut within the welcome: what the page would come back with is lost with it.
    proxy.cutAfter({ fromServer: 200, once: true });
    await page.click('#reconnect');
    await says(page, /connection was lost \(1006\)\. The session goes on/);
    await page.click('#reconnect');
    await says(page, /connected/);
    await shows(page, /^before$/m);
    await page.keyboard.type('clear; echo $kept; stty size\n');
    const [, wide] = /^from-before\n\d+ (\d+)$/m.exec(await shows(page, /^from-before\n\d+ \d+$/m)) ?? [];
    assert.ok(Number(wide) > Number(cols) + 20, `${cols} columns became ${wide}`);
  });

  it('shows an operator what its owner sees, and takes none of their typing', async (test) => {
    const { resource } = await estate.linux();
    const { session, page } = await working(test, resource);
    const watcher = await watching(test, session);
    await says(watcher, /You are watching/);
    await shows(watcher, /^ready$/m);
    await watcher.keyboard.type('echo not-by""-me\n');
    await page.keyboard.type('echo by""-me\n');
    await shows(watcher, /^by-me$/m);
    assert.doesNotMatch(await screenOf(page), /not-by/);
  });

  it('has on record what a watcher types whose page does not care, whoever leaves first', async (test) => {
    const { resource } = await estate.linux();
    const { session, page } = await working(test, resource);
    const watchers = [await hostile(session), await hostile(session)];
    for (const watcher of watchers) watcher.type('echo not-by""-me\n');
    await page.keyboard.type('echo by""-me\n');
    for (const watcher of watchers) await watcher.shows(/^by-me\r$/m);
    assert.doesNotMatch(await screenOf(page), /not-by/);
    watchers[0]?.socket.close();
    const denied = async () => {
      const records = await estate.records(session);
      return records.filter(({ operation, status }) => operation === 'session.view' && status === 'denied');
    };
    await until('the typing to be on record', async () => (await denied())[0]);
    await page.keyboard.type('exit\n');
    await watchers[1]?.hears('end');
    await estate.ended(session);
    const records = await denied();
    assert.deepEqual(
      records.map(({ actor_id, change }) => [actor_id, change]),
      Array(2).fill([operator.id, '17 bytes that a watcher has typed went nowhere']),
    );
  });

  it('is watched no longer by somebody who may not any more', async (test) => {
    const { resource } = await estate.linux();
    const { session } = await working(test, resource);
    const other = await estate.consent.person('operator');
    const watcher = await watching(test, session, other);
    await shows(watcher, /^ready$/m);
    await estate.consent.expect(200, 'POST', `/v1/users/${other.id}/deactivate`);
    await says(watcher, /may not watch/);
    assert.equal((await estate.read(session)).status, 'active');
    await until('that to be on record', async () => {
      const records = await told(session, 'session.view');
      return records.includes('session.view denied') || undefined;
    });
  });

  it('lets the terminal of a native client be watched', async (test) => {
    const { resource } = await estate.linux();
    const session = await estate.pending(ann, resource);
    const client = estate.openssh('ssh', await estate.token(ann, session), ['-tt', `${session}@127.0.0.1`]);
    client.child.stdin.write('echo fi""rst\n');
    await until('the shell', async () => /^first\r$/m.test(client.stdout()) || undefined);
    const watcher = await watching(test, session);
    await shows(watcher, /^first$/m);
    // The client has no terminal, and says so by a size of 0 by 0.
    client.child.stdin.write('stty size\n');
    await shows(watcher, /^24 80$/m);
    (await hostile(session)).type('echo not-by""-me\n');
    client.child.stdin.write('echo sec""ond\n');
    await shows(watcher, /^second$/m);
    assert.doesNotMatch(client.stdout(), /not-by/);
    client.child.stdin.write('exit\n');
    await client.ended;
    await says(watcher, /The session has ended/);
    const ended = await estate.ended(session);
    assert.equal(ended.status, 'terminated');
    assert.ok((await told(session, 'session.view')).includes('session.view denied'));
  });

  it('is moderated from a page that shows what a rule asks about, as text, with buttons for what may be done', async (test) => {
    const asking = { name: 'careful', pattern: 'important', action: 'ask', answer_seconds: 300 } as const;
    const { resource } = await estate.linux({ ...OPEN, session_moderated: true, session_command_rules: [asking] });
    const session = await estate.pending(ann, resource, WEB);
    const page = await TerminalPage.open(estate.page(session), await estate.token(ann, session));
    const { token, url } = await estate.view(operator, session, 'moderate');
    const moderator = await openPage(browser, test, url);
    await launch(moderator, token);
    await until('the target', async () => page.said.find(({ text }) => text === 'connected'));
    const command = 'echo im""portant; echo "<b>important</b>"';
    page.type(`${command}\n`);
    await moderator.waitForSelector('#questions pre', { timeout: 60_000 });
    assert.equal(await moderator.textContent('#questions pre'), command);
    await moderator.click('#questions button:text("Allow")');
    await shows(moderator, /^important\n<b>important<\/b>$/m);
    await moderator.waitForSelector('#questions', { state: 'hidden', timeout: 60_000 });
    await moderator.click('#suspend');
    await says(moderator, /You moderate.* suspended/);
    await moderator.click('#resume');
    await says(moderator, /goes on/);
    await moderator.click('#end');
    await says(moderator, /The session has ended/);
    assert.ok(await moderator.isHidden('#moderation'));
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason], ['terminated', 'terminated']);
  });

  it('lets a hostile target draw, and do nothing else in page and recording', async (test) => {
    const { resource } = await estate.linux();
    const { session, page } = await working(test, resource);
    const title = await page.title();
    await page.evaluate('navigator.clipboard.writeText("mine")');
    const hostile = '\\033]52;c;ZXZpbA==\\007\\033]2;\\342\\200\\256bank login\\007<b>drawn</b>\\n';
    await page.keyboard.type(`printf '${hostile}'\n`);
    await shows(page, /^<b>drawn<\/b>$/m);
    assert.equal(await page.evaluate<string>('navigator.clipboard.readText()'), 'mine');
    assert.ok((await page.title()).startsWith(title), await page.title());
    assert.doesNotMatch(await page.title(), /\u202e/);
    await page.keyboard.type('head -c 8000000 /dev/zero | tr "\\0" x; clear; echo do""ne\n');
    await until('the end of a line of 8 MB', async () => /^done$/m.test(await screenOf(page)) || undefined, 120_000);
    await page.keyboard.type('exit\n');
    await says(page, /The session has ended/);
    await estate.ended(session);
    const { token, url } = await estate.view(auditor, session, 'recording/play');
    const cast = await (await fetch(`${url}.cast`, { headers: { Authorization: `Bearer ${token}` } })).text();
    assert.match(cast, /<b>drawn<\/b>/);
    assert.doesNotMatch(cast, /\\u001b\]/);
  });

  it('is closed within two seconds by somebody who may, with their words', async (test) => {
    const { resource } = await estate.linux();
    const { session, page } = await working(test, resource);
    const watcher = await watching(test, session);
    const asked = performance.now();
    await interfere(session, 'terminate', 'the maintenance was called off');
    await says(page, /ended by somebody who may: the maintenance was called off/);
    const took = performance.now() - asked;
    assert.ok(took < 2_000, `it took ${took} ms`);
    assert.ok(await page.isHidden('#reconnect'));
    await says(watcher, /The session has ended/);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason], ['terminated', 'terminated']);
  });

  it('takes nothing while it is suspended, and nothing of that afterwards', async (test) => {
    const { resource } = await estate.linux();
    const { session, page } = await working(test, resource);
    await interfere(session, 'suspend', 'is that the right host?');
    await says(page, /suspended/);
    await page.keyboard.type('echo while""-suspended\n');
    await interfere(session, 'resume');
    await says(page, /goes on/);
    await page.focus('.xterm-helper-textarea');
    await page.keyboard.type('echo after""wards\n');
    await shows(page, /^afterwards$/m);
    assert.doesNotMatch(await screenOf(page), /while/);
  });

  it('ends when nothing was typed for as long as its policy says', async (test) => {
    const { resource, policy } = await estate.linux({ ...OPEN, session_idle_minutes: 5 });
    await estate.hurry(policy, 4 / 60);
    const { session, page } = await working(test, resource);
    await says(page, /nothing was typed for too long/);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason], ['terminated', 'idle']);
  });

  it('ends when its time is over', async (test) => {
    const { resource } = await estate.linux();
    const { session, page } = await working(test, resource);
    const { connectSessions } = estate.consent.estate.store.models;
    await connectSessions.updateOne({ _id: session }, { $set: { expires_at: new Date() } });
    await says(page, /its time is over/);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason], ['terminated', 'time_over']);
  });

  it('fails before a host that shows another key than the one that is known, and tells nothing of it', async (test) => {
    const fingerprint = `SHA256:${Buffer.alloc(32, 7).toString('base64').replace('=', '')}`;
    const { resource } = await estate.linux(OPEN, { trust: { kind: 'ssh_host_key', fingerprints: [fingerprint] } });
    const { session, page } = await opened(test, resource);
    const text = await says(page, /The session has ended/);
    assert.match(text, /host key/i);
    assert.doesNotMatch(text, /SHA256|127\.0\.0\.1|ssh-/);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason], ['failed', 'target_failed']);
    const end = (await estate.records(session)).find(({ operation }) => operation === 'session.end');
    assert.deepEqual([end.status, end.code], ['failed', 'host_key_mismatch']);
    const { item } = await estate.consent.ended(ended.job_id);
    assert.equal(item.code, 'host_key_mismatch');
  });

  it('fails where the target does not take the secret of the vault', async (test) => {
    const { resource, username } = await estate.linux();
    await estate.ssh.server.setPassword(username, new Secret('changed behind everybody'));
    const { session, page } = await opened(test, resource);
    await says(page, /The session has ended/);
    const ended = await estate.ended(session);
    assert.deepEqual([ended.status, ended.end_reason], ['failed', 'target_failed']);
    const end = (await estate.records(session)).find(({ operation }) => operation === 'session.end');
    assert.deepEqual([end.status, end.code], ['failed', 'credential_invalid']);
  });

  it('has a page beside it that asks reports, loads nothing from elsewhere, and signs in by its headers', async (test) => {
    const { baseUrl } = estate.consent;
    const context = await browser.newContext();
    test.after(() => context.close());
    const page = await context.newPage();
    const [asked, complaints] = [new Set<string>(), [] as string[]];
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    page.on('pageerror', ({ message }) => complaints.push(message));
    // Before anybody has signed in, the page asks for the schema and is refused.
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 401/.test(message.text())) complaints.push(message.text());
    });
    await page.goto(`${baseUrl}/graphiql`);
    await page.locator('.graphiql-editor-tool .monaco-editor').last().click();
    await page.keyboard.insertText(JSON.stringify({ Authorization: auditor.authorization }));
    await page.locator('.graphiql-execute-button').click();
    await until('an answer', async () => {
      const text = (await page.locator('.graphiql-response').allInnerTexts()).join();
      return text.includes('lag_seconds') || undefined;
    });
    assert.deepEqual([[...asked], complaints], [[baseUrl], []]);
  });

  it('is played back by an auditor, each time on record, and its export is an asciicast', async (test) => {
    const player = await Asciinema.install(estate.directory);
    const { resource, username } = await estate.linux();
    const { session, page } = await working(test, resource);
    await page.keyboard.type('id -un; exit\n');
    await says(page, /The session has ended/);
    await estate.ended(session);
    await page.close();

    const { token, url } = await estate.view(auditor, session, 'recording/play');
    const playing = await openPage(browser, test, url);
    await playing.fill('#token', token);
    await playing.keyboard.press('Enter');
    await playing.waitForSelector('.ap-player');
    await playing.click('.ap-overlay-start, .ap-play-button');
    await until('what the target has printed', async () => {
      const text = (await playing.locator('.ap-player').allInnerTexts()).join();
      return text.includes(username) || undefined;
    });
    assert.equal(playing.url(), url);

    const fetched = async (bearer: string) =>
      fetch(`${url}.cast`, { headers: bearer === '' ? {} : { Authorization: `Bearer ${bearer}` } });
    assert.equal((await fetched(token)).status, 401);
    assert.equal((await fetched('')).status, 401);
    const second = await estate.view(auditor, session, 'recording/play');
    const cast = await fetched(second.token);
    assert.equal(cast.status, 200);
    const shown = await player.cat(session, await cast.text());
    assert.match(shown, /^ready\r$/m);
    assert.match(shown, new RegExp(`^${username}\r$`, 'm'));
    const views = (await told(session, 'recording.view')).filter((record) => record.endsWith('succeeded'));
    assert.ok(views.length >= 2, `${views.length} records of being played`);
  });
});
