/** The pages in a real browser, in front of real programs in real terminals. */

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { Secret } from '../../domain/secret.ts';
import { launchChromium } from '../support/chromium.ts';
import { PtyTerminal } from '../support/pty-terminal.ts';
import { ScriptedTarget } from '../support/scripted-target.ts';
import { launch, openPage as openPageOf, PULSE, says, screenOf, shows } from '../support/terminal-browser.ts';
import { TerminalDesk } from '../support/terminal-desk.ts';
import { until } from '../support/until.ts';

let browser: Browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser?.close());

const openPage = (test: TestContext, url: string) => openPageOf(browser, test, url);

/** What runs in the page is text here: it has the browser's names, and this file has not. */
const clipboardOf = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
const fillClipboard = (page: Page, text: string) =>
  page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);

/** Found and measured in one go: a row is drawn anew whenever its cursor blinks. */
const spanWith = (text: string) =>
  `[...document.querySelectorAll('.xterm-rows span')].find((span) => span.textContent.startsWith('${text}'))`;
const placeOf = (text: string) =>
  `(({ x, y, height }) => ({ x, y: y + height / 2 }))(${spanWith(text)}.getBoundingClientRect())`;

function pty(test: TestContext): PtyTerminal {
  const terminal = new PtyTerminal();
  test.after(() => terminal.stop());
  return terminal;
}

describe('the terminal in a browser', () => {
  it('types, follows the window, copies and pastes', async (test) => {
    const desk = await TerminalDesk.start(test);
    desk.terminals.set('launch-me', pty(test).shared.join('owner'));
    const page = await openPage(test, desk.url);
    await launch(page, 'launch-me');
    assert.equal(await page.title(), 'root on db-1');
    assert.equal(page.url(), desk.url);
    assert.doesNotMatch(await page.content(), /launch-me/);

    await page.keyboard.type('echo $((6*7))-ünï\n');
    await shows(page, /^42-ünï$/m);
    await page.keyboard.type('stty size\n');
    const [, rows, cols] = /^(\d+) (\d+)$/m.exec(await shows(page, /^\d+ \d+$/m)) ?? [];
    assert.ok(Number(cols) > 80 && Number(rows) > 24, `${cols} by ${rows} in a window of 900 by 600`);
    await page.keyboard.type('clear\n');
    await page.setViewportSize({ width: 1_200, height: 700 });
    await until('a wider terminal', async () => {
      await page.keyboard.type('stty size\n');
      const sizes = [...(await screenOf(page)).matchAll(/^(\d+) (\d+)$/gm)];
      return sizes.some(([, , wide]) => Number(wide) > Number(cols) + 20) || undefined;
    });

    await page.keyboard.type('clear; echo copy-this-word\n');
    await shows(page, /^copy-this-word$/m);
    const word = await page.evaluate<{ x: number; y: number }>(placeOf('copy-this-word'));
    await page.mouse.dblclick(word.x + 40, word.y);
    await page.keyboard.press('Control+Shift+C');
    await until('a copy', async () => (await clipboardOf(page)) === 'copy-this-word' || undefined);

    await fillClipboard(page, 'echo pas"ted"');
    for (const keys of ['Control+Shift+V', 'Shift+Insert']) {
      await page.keyboard.type('clear\n');
      await page.keyboard.press(keys);
      await shows(page, /pas"ted"$/m);
      await page.keyboard.press('Enter');
      await shows(page, /^pasted$/m);
    }
  });

  it('is opened by a link, whose code no server hears of but by the first message, and no address keeps', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = pty(test);
    desk.terminals.set('the-code', target.shared.join('owner'));
    const page = await openPage(test, `${desk.url}#code=the-code`);
    await page.waitForSelector('#copy:visible');
    assert.equal(page.url(), desk.url);
    await page.keyboard.type('echo $((6*7))-linked\n');
    await shows(page, /^42-linked$/m);
    assert.deepEqual(
      desk.requests.map(({ isLink, token }) => [isLink, token.reveal()]),
      [[true, 'the-code']],
    );
    assert.doesNotMatch(await page.content(), /the-code/);
    assert.doesNotMatch(JSON.stringify(desk.heads), /the-code/);
    // Once more in the same tab: the session that is open stays, and the address is clean again.
    await page.evaluate('location.hash = "#code=another-code"');
    await until('a clean address', async () => page.url() === desk.url || undefined);
    assert.equal(desk.requests.length, 1);
  });

  it('says of a link that opens nothing that another one is needed, and takes that in the same tab', async (test) => {
    const desk = await TerminalDesk.start(test);
    const page = await openPage(test, `${desk.url}#code=used-before`);
    await says(page, /The link opens nothing: it was opened before/);
    assert.equal(page.url(), desk.url);
    assert.ok(await page.isHidden('#launch'));
    desk.terminals.set('a-new-one', pty(test).shared.join('owner'));
    await page.goto(`${desk.url}#code=a-new-one`);
    await page.waitForSelector('#copy:visible');
    assert.equal(page.url(), desk.url);
  });

  it('shows 20 MB and stays responsive; Ctrl+C comes through', async (test) => {
    const desk = await TerminalDesk.start(test);
    desk.terminals.set('t', pty(test).shared.join('owner'));
    const page = await openPage(test, desk.url);
    await launch(page, 't');
    await page.evaluate(PULSE);
    const began = Date.now();
    await page.keyboard.type('seq 1 3000000 | head -c 20000000; echo; echo do""ne\n');
    await until('the end', async () => /^done$/m.test(await screenOf(page)) || undefined, 60_000);
    const tookMs = Date.now() - began;
    const longest = await page.evaluate<number>('pulse.longest');
    test.diagnostic(`20 MB in ${tookMs} ms; the page stood still for ${Math.round(longest)} ms at most`);
    assert.ok(longest < 3_000, `the page stood still for ${longest} ms`);

    await page.keyboard.type('clear; yes no-end-to-this\n');
    await shows(page, /no-end-to-this\nno-end-to-this/);
    const interrupted = Date.now();
    await page.keyboard.press('Control+C');
    await page.keyboard.type('clear; echo st""ill\n');
    await shows(page, /^still$/m);
    assert.ok(Date.now() - interrupted < 20_000, `it took ${Date.now() - interrupted} ms`);
  });

  it('shows a watcher the screen of the owner, and takes none of its typing', async (test) => {
    const desk = await TerminalDesk.start(test);
    const { shared } = pty(test);
    desk.terminals.set('o', shared.join('owner'));
    desk.terminals.set('w', shared.join('watcher'));
    const [owner, watcher] = [await openPage(test, desk.url), await openPage(test, desk.url)];
    await launch(owner, 'o');
    await owner.keyboard.type('echo before""-watching\n');
    await shows(owner, /^before-watching$/m);
    await launch(watcher, 'w');
    await says(watcher, /You are watching/);
    await shows(watcher, /^before-watching$/m);
    await watcher.keyboard.type('touch /tmp/not-by-me; echo not""-by-me\n');
    await owner.keyboard.type('echo by""-me\n');
    await shows(watcher, /^by-me$/m);
    assert.doesNotMatch(await screenOf(owner), /not/);
  });

  it('says that the session was ended, and by whom', async (test) => {
    const desk = await TerminalDesk.start(test);
    const { shared } = pty(test);
    desk.terminals.set('t', shared.join('owner'));
    const page = await openPage(test, desk.url);
    await launch(page, 't');
    shared.end({ code: 'terminated', text: 'An administrator has ended the session.' });
    await says(page, /^An administrator has ended the session\.$/);
    assert.ok(await page.isHidden('#reconnect'));
  });

  it('says what happened to a lost connection, and comes back where the server lets it', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = new ScriptedTarget();
    desk.terminals.set('first', target.shared.join('owner', { resumeToken: new Secret('second') }));
    desk.terminals.set('second', target.shared.join('owner'));
    const page = await openPage(test, desk.url);
    await launch(page, 'first');
    // Questions that were answered when they were new must not be answered again when the screen is drawn again.
    const questions = ['[c', '[>c', '[5n', '[6n', '[?6n', '[4$p', '[?7$p', '[?1004h', 'P$qm\u001b\\', ']11;?\u001b\\'];
    const asked = [...questions, '[?1004l', '[6n'].map((question) => `\u001b${question}`).join('');
    target.shared.feed(Buffer.from(`${asked}${'.\r\n'.repeat(40_000)}before the cut\r\n`));
    const typed = () => Buffer.concat(target.typed).toString();
    const answers = await until('the answers', async () => (typed().split('R').length === 4 ? typed() : undefined));
    await shows(page, /^before the cut$/m);
    desk.cutConnections();
    await says(page, /connection was lost \(1006\)\. The session goes on/);
    // On a machine that takes seconds to draw the screen.
    const machine = await page.context().newCDPSession(page);
    await machine.send('Emulation.setCPUThrottlingRate', { rate: 20 });
    await page.click('#reconnect');
    await says(page, /^$/);
    await page.keyboard.type('while it is drawn');
    await machine.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    target.shared.feed(Buffer.from('after the cut'));
    await shows(page, /^before the cut\nafter the cut$/m);
    await page.keyboard.type('!');
    await until('typing', async () => typed().endsWith('!') || undefined);
    assert.equal(typed(), `${answers}while it is drawn!`);
    desk.cutConnections();
    await says(page, /connection was lost \(1006\)\. The session cannot be resumed/);
    assert.ok(await page.isHidden('#reconnect'));
  });

  it('asks again where the token opens nothing', async (test) => {
    const desk = await TerminalDesk.start(test);
    desk.terminals.set('right', new ScriptedTarget().shared.join('owner'));
    const page = await openPage(test, desk.url);
    await page.fill('#token', 'wrong');
    await page.keyboard.press('Enter');
    await says(page, /The token opens nothing/);
    assert.equal(await page.inputValue('#token'), '');
    // What is pasted is sent without a button.
    await fillClipboard(page, 'right\n');
    await page.focus('#token');
    await page.keyboard.press('Control+V');
    await page.waitForSelector('#copy:visible');
  });

  it('lets a hostile target draw, and nothing else', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = new ScriptedTarget();
    desk.terminals.set('t', target.shared.join('owner'));
    const page = await openPage(test, desk.url);
    await launch(page, 't');
    await fillClipboard(page, 'mine');
    const evil = Buffer.from('evil').toString('base64');
    target.shared.feed(
      Buffer.from(
        [
          `\u001b]52;c;${evil}\u0007`,
          '\u001b]2;\u202ebank \u200blogin\u0007',
          '\u001b]8;;javascript:alert(1)\u0007click me\u001b]8;;\u0007',
          '<img src=x onerror=alert(1)>',
          '\u001b[21t\u0007\u0007\u0007',
          '\u001b[38;2;255;0;0mred\u001b[0m',
          '\u001b]52;c;?\u0007',
          ' drawn',
        ].join(''),
      ),
    );
    await shows(page, /click me<img src=x onerror=alert\(1\)>red drawn/);
    assert.equal(await clipboardOf(page), 'mine');
    assert.equal(await page.title(), 'root on db-1 · bank login');
    assert.equal(await page.locator('#terminal a, #terminal img').count(), 0);
    const spot = await page.evaluate<{ x: number; y: number }>(placeOf('click me'));
    await page.mouse.click(spot.x + 20, spot.y);
    assert.equal(page.url(), desk.url);
    assert.deepEqual(target.typed.map(String), []);
    const colour = await page.evaluate<string>(`getComputedStyle(${spanWith('red')}).color`);
    assert.equal(colour, 'rgb(255, 0, 0)');
  });

  it('survives a line of 8 MB', async (test) => {
    const desk = await TerminalDesk.start(test);
    desk.terminals.set('t', pty(test).shared.join('owner'));
    const page = await openPage(test, desk.url);
    await launch(page, 't');
    await page.keyboard.type('head -c 8000000 /dev/zero | tr "\\0" x; clear; echo do""ne\n');
    await until('the end', async () => /^done$/m.test(await screenOf(page)) || undefined, 60_000);
  });

  it('gives a moderator buttons that reach the session', async (test) => {
    const desk = await TerminalDesk.start(test);
    const target = new ScriptedTarget();
    const onControl = (action: string) => {
      if (action === 'suspend') target.shared.notify({ text: 'A moderator lets the input rest.', suspended: true });
      if (action === 'resume') target.shared.notify({ text: 'Input goes on.', suspended: false });
      if (action === 'end') target.shared.end({ code: 'moderator', text: 'A moderator has ended the session.' });
    };
    desk.terminals.set('o', target.shared.join('owner'));
    desk.terminals.set('m', target.shared.join('moderator', { onControl }));
    const [owner, moderator] = [await openPage(test, desk.url), await openPage(test, desk.url)];
    await launch(owner, 'o');
    await launch(moderator, 'm');
    assert.ok(await owner.isHidden('#moderation'));
    await moderator.click('#suspend');
    await says(owner, /lets the input rest/);
    await owner.keyboard.type('no');
    await moderator.click('#resume');
    await says(owner, /goes on/);
    await owner.focus('.xterm-helper-textarea');
    await owner.keyboard.type('yes');
    await until('typing', async () => target.typed.map(String).join('') === 'yes' || undefined);
    await moderator.click('#end');
    await says(owner, /A moderator has ended/);
    await says(moderator, /A moderator has ended/);
  });
});

describe('a recording in a browser', () => {
  it('plays for a token, which is in no address', async (test) => {
    const desk = await TerminalDesk.start(test);
    const cast = [
      '{"version": 2, "width": 80, "height": 24, "timestamp": 1764500000}',
      '[0.1, "o", "$ echo hello\\r\\n"]',
      '[0.2, "o", "hello from the recording\\r\\n"]',
      '[0.3, "r", "100x30"]',
      '[0.4, "m", "a marker"]',
      '[0.5, "o", "the last line\\r\\n"]',
    ];
    desk.recordings.set('play-me', Readable.from([`${cast.join('\n')}\n`]));
    const page = await openPage(test, `${desk.url}/recording`);
    await page.fill('#token', 'play-me');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.ap-player');
    await page.click('.ap-overlay-start, .ap-play-button');
    await until(
      'the last line',
      async () => /the last line/.test((await page.locator('.ap-player').allInnerTexts()).join()) || undefined,
    );
    assert.equal(page.url(), `${desk.url}/recording`);
  });
});
