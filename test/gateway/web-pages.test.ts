/** The gateway's pages: everything from one host, no code in a page, nothing served but what is listed. */

import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { pageTitle, safeTitle } from '../../gateway/web/page/title.js';
import { SESSION, TerminalDesk } from '../support/terminal-desk.ts';
import { until } from '../support/until.ts';

const PAGES = ['', '/recording'];

describe('the pages', () => {
  it('hold no code, name no other host, and forbid both', async (test) => {
    const desk = await TerminalDesk.start(test);
    for (const page of PAGES) {
      const response = await fetch(`${desk.url}${page}`);
      const html = await response.text();
      assert.equal(response.status, 200);
      assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|\son[a-z]+=|style=|https?:|\/\/[a-z]/i);
      const policy = response.headers.get('content-security-policy') ?? '';
      const script = policy.split('; ').find((rule) => rule.startsWith('script-src'));
      assert.match(script ?? '', page === '' ? /^script-src 'self'$/ : /^script-src 'self' 'wasm-unsafe-eval'$/);
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.match(policy, /form-action 'none'/);
      assert.doesNotMatch(policy, /https?:|\*/);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
      assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin');
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    }
  });

  it('find every file that they and their scripts name', async (test) => {
    const desk = await TerminalDesk.start(test);
    const waiting = PAGES.map((page) => `${desk.url}${page}`);
    const seen = new Set<string>();
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      if (seen.has(url)) continue;
      seen.add(url);
      const response = await fetch(url);
      assert.equal(response.status, 200, url);
      const isScript = /javascript/.test(response.headers.get('content-type') ?? '');
      if (/\.m?js$/.test(url)) assert.ok(isScript, `${url} is no script to a browser`);
      const text = await response.text();
      const named = isScript
        ? text.matchAll(/^import [^'"\n]*? from '(\.\/[^']+)'/gm)
        : /html/.test(response.headers.get('content-type') ?? '')
          ? text.matchAll(/(?:src|href)="(\/[^"]+)"/g)
          : [];
      for (const [, name = ''] of named) waiting.push(new URL(name, url).href);
    }
    assert.ok(seen.size >= 14, [...seen].join('\n'));
  });

  it('are the same whether there is such a session or not, and nothing else is served', async (test) => {
    const desk = await TerminalDesk.start(test);
    const other = await fetch(`${desk.origin}/connect/acs_01J00000000000000000000000`);
    assert.equal(await other.text(), await (await fetch(desk.url)).text());
    for (const path of [
      '/',
      '/connect',
      '/connect/acs_short',
      `/connect/${SESSION}/`,
      `/connect/${SESSION}/terminal`,
      '/connect/assets/pages.ts',
      '/connect/assets/tsconfig.json',
      '/connect/assets/..%2fpages.ts',
      '/connect/assets/constructor',
      '/connect/assets/__proto__',
    ]) {
      assert.equal((await fetch(`${desk.origin}${path}`)).status, 404, path);
    }
  });
});

describe('a title that a target wishes for', () => {
  it('stands behind ours, and neither hides nor turns anything', () => {
    assert.equal(pageTitle('root on db-1', 'vim'), 'root on db-1 · vim');
    assert.equal(pageTitle('root on db-1', '\u202e\u0007\u200b\u0000'), 'root on db-1');
    assert.equal(safeTitle('a\u202eb\u0007c\u2028d\u{e0041}'), 'abcd');
    assert.equal([...safeTitle('🐘'.repeat(500))].length, 80);
  });
});

describe('a recording', () => {
  const get = (desk: TerminalDesk, token?: string) =>
    fetch(`${desk.url}/recording.cast`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

  it('comes for a token, once; every other token gets the same answer', async (test) => {
    const desk = await TerminalDesk.start(test);
    desk.recordings.set('good', Readable.from(['{"version": 2, "width": 80, "height": 24}\n', '[0.1, "o", "hi"]\n']));
    const refusals = [await get(desk), await get(desk, 'bad'), await get(desk, 'b'.repeat(600))];
    const found = await get(desk, 'good');
    assert.equal(found.status, 200);
    assert.equal(found.headers.get('content-type'), 'application/x-asciicast');
    assert.equal(found.headers.get('cache-control'), 'no-store');
    assert.match(await found.text(), /^\{"version": 2.*\n\[0\.1, "o", "hi"\]\n$/);
    refusals.push(await get(desk, 'good'));
    for (const refused of refusals) {
      assert.equal(refused.status, 401);
      assert.equal(await refused.text(), '');
    }
    assert.doesNotMatch(desk.logged, /good|bad/);
  });

  it('is no longer read when its viewer goes, and is cut off where it breaks', async (test) => {
    const desk = await TerminalDesk.start(test);
    const endless = new PassThrough();
    endless.write('{"version": 2, "width": 80, "height": 24}\n');
    desk.recordings.set('endless', endless);
    const leaving = await get(desk, 'endless');
    await leaving.body?.cancel();
    await until('the end of the recording', async () => endless.destroyed || undefined);

    const broken = new PassThrough();
    broken.write('{"version": 2, "width": 80, "height": 24}\n');
    desk.recordings.set('broken', broken);
    const cut = await get(desk, 'broken');
    broken.destroy(new Error('the store is gone'));
    await assert.rejects(cut.text());
    assert.match(desk.logged, /A recording could not be sent/);
  });

  it('costs strangers their places', async (test) => {
    const desk = await TerminalDesk.start(test, { refusedOfOne: 3 });
    for (let nth = 0; nth < 3; nth += 1) assert.equal((await get(desk, `wrong${nth}`)).status, 401);
    assert.equal((await get(desk, 'wrong')).status, 429);
  });
});
