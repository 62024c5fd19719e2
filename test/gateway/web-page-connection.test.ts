/** The page's end of the connection, as browsers run it, against a target that takes nothing for a while. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { Connection } from '../../gateway/web/page/connection.js';
import { ScriptedTarget } from '../support/scripted-target.ts';
import { TerminalDesk } from '../support/terminal-desk.ts';
import { until } from '../support/until.ts';

const WINDOW_BYTES = 65_536;

describe('the connection of a page', () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
  let origin = '';
  before(() => {
    // Browsers name the origin of the page by themselves.
    class PageSocket extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { origin });
      }
    }
    Object.defineProperty(globalThis, 'WebSocket', { value: PageSocket, configurable: true });
  });
  after(() => {
    if (own) Object.defineProperty(globalThis, 'WebSocket', own);
    else Reflect.deleteProperty(globalThis, 'WebSocket');
  });

  it('has no more input under way than its window, however it is typed, and loses none', async (test) => {
    const desk = await TerminalDesk.start(test);
    origin = desk.origin;
    const target = new ScriptedTarget();
    target.takes = false;
    desk.terminals.set('t', target.shared.join('owner'));
    const ignore = () => undefined;
    const connection = new Connection(
      `${desk.url.replace(/^http/, 'ws')}/terminal`,
      { token: 't' },
      { cols: 80, rows: 24 },
      {
        onWelcome: ignore,
        onOutput: ignore,
        onSnapshot: ignore,
        onSize: ignore,
        onNotice: ignore,
        onQuestion: ignore,
        onSettled: ignore,
        onEnd: ignore,
        onRefused: ignore,
        onLost: ignore,
      },
    );
    const typed = [Buffer.from('a few bytes'), Buffer.alloc(200_000, 'pasted')];
    for (const bytes of typed) connection.type(bytes);
    const whole = Buffer.concat(typed);
    let taken = 0;
    let arrived = 0;
    while (arrived < whole.length) {
      const least = Math.min(whole.length, taken + WINDOW_BYTES - 32_768);
      await until('more input', async () => Buffer.concat(target.typed).length >= least || undefined);
      arrived = Buffer.concat(target.typed).length;
      assert.ok(arrived - taken <= WINDOW_BYTES, `${arrived - taken} bytes are under way`);
      for (const take of target.untaken.splice(0)) take();
      taken = arrived;
    }
    assert.ok(Buffer.concat(target.typed).equals(whole));
  });
});
