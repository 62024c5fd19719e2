/** Clients and servers that mean harm: sessions end in order, memory stays bounded, and nothing that was said is believed. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Login } from '../../connectors/contract.ts';
import { message } from '../../gateway/postgres/messages.ts';
import { type HostilePostgres, startHostilePostgres } from '../connectors/hostile-postgres.ts';
import { newPassword } from '../connectors/postgres-fixture.ts';
import { until } from '../support/until.ts';
import { GatewayUnderTest } from './postgres-gateway.ts';
import { bind, parse, query, SYNC, WireClient } from './postgres-wire.ts';

const LOGIN = { username: 'app', material: newPassword() } satisfies Login;
const MEGABYTE = 1024 * 1024;

describe('harm through the PostgreSQL proxy', () => {
  let server: HostilePostgres;
  let gateway: GatewayUnderTest;
  before(async () => {
    server = await startHostilePostgres(LOGIN.material.secret);
    gateway = await GatewayUnderTest.start(
      LOGIN,
      { address: '127.0.0.1', port: server.port, trust: { kind: 'loopback_plaintext' } },
      { limits: { messageBytes: MEGABYTE } },
    );
  });
  after(async () => {
    await gateway?.stop();
    await server?.close();
  });

  const open = async () => {
    const session = gateway.prepare();
    return { session, client: await WireClient.open(gateway, session) };
  };

  it('would be taken for PostgreSQL if they behaved', async () => {
    server.lie((honest) => honest);
    const { session, client } = await open();
    assert.equal(await client.ask(1, query('SELECT 1')), 'T D C Z:I');
    client.socket.destroy();
    assert.equal((await session.closed).cause, 'left');
  });

  for (const [name, bytes, sqlState] of [
    ['a message of gigabytes', Buffer.from('Q\x3f\xff\xff\xff', 'latin1'), '54000'],
    ['a message of negative length', Buffer.from('Q\xff\xff\xff\xff', 'latin1'), '54000'],
    ['a message that is shorter than its length', Buffer.from('S\0\0\0\x03'), '08P01'],
    ['a message of no known type', message('?'), '08P01'],
    ['a second password', message('p', 'x'), '08P01'],
    ['a query with something behind it', message('Q', 'SELECT 1', 'DROP TABLE x'), '08P01'],
    ['a query without an end', message('Q', Buffer.from('SELECT 1')), '08P01'],
    ['a Parse without a text', message('P', 'name'), '08P01'],
    ['an Execute without a number', message('E', ''), '08P01'],
    ['a Describe of nothing known', message('D', 'x'), '08P01'],
    ['a Close of nothing known', message('C', Buffer.alloc(0)), '08P01'],
    ['a Sync with a body', message('S', 'x'), '08P01'],
    ['a function call of nothing', message('F'), '08P01'],
  ] as const) {
    it(`ends by ${name}`, async () => {
      server.lie((honest) => honest);
      const { session, client } = await open();
      client.send(bytes);
      assert.equal(await client.untilClosed(), `E:${sqlState}`);
      const end = await session.closed;
      assert.equal(end.cause, 'client_violation');
      assert.equal(session.sent.length, 0);
    });
  }

  for (const [name, said] of [
    ['a message of gigabytes', Buffer.from('D\x3f\xff\xff\xff', 'latin1')],
    ['a message of impossible length', Buffer.from('D\0\0\0\0')],
    ['a request for the password', message('R', Buffer.from([0, 0, 0, 3]))],
    ['a key to cancel by', message('K', Buffer.alloc(8))],
    ['a malformed ReadyForQuery', message('Z', Buffer.from('X'))],
    ['a malformed error', message('E', Buffer.from('SERROR'))],
    ['a malformed setting', message('S', Buffer.from('client_encoding'))],
    ['a copy of both ways', message('W', Buffer.alloc(3))],
    ['an answer to no question', message('1')],
    ['text of another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ] as const) {
    it(`ends by a server that sends ${name}`, async () => {
      server.lie((honest, step) => (step === 'row' ? said : honest));
      const { session, client } = await open();
      client.send(query('SELECT 1'));
      assert.match(await client.untilClosed(), /^T E:(08P01|54000)$/);
      const end = await session.closed;
      assert.equal(end.cause, 'target_violation');
      assert.equal(session.answered[0]?.outcome, 'lost');
    });
  }

  it('ends by a server that says it has carried out what was blocked', async () => {
    server.lie((honest) => honest);
    const session = gateway.prepare({ rules: { judge: () => ({ action: 'block', rule: 'all' }) } });
    const client = await WireClient.open(gateway, session);
    client.send(query('SELECT 1'));
    assert.equal(await client.untilClosed(), 'E:08P01');
    assert.equal((await session.closed).cause, 'target_violation');
  });

  it('ends by a server that speaks unasked, unless it says goodbye', async () => {
    for (const [said, expected] of [
      [message('Z', Buffer.from('I')), /^E:08P01$/],
      [message('E', 'SERROR', 'VERROR', 'C42601', 'Mwhat?', Buffer.alloc(1)), /^E:08P01$/],
      [message('E', 'SFATAL', 'VFATAL', 'C57P01', 'Mbye', Buffer.alloc(1)), /^E:57P01$/],
    ] as const) {
      server.lie((honest, step, socket) => {
        if (step === 'ready again') socket.end(Buffer.concat([honest, said]));
        return step === 'ready again' ? undefined : honest;
      });
      const { client } = await open();
      client.send(query('SELECT 1'));
      const heard = await client.untilClosed();
      assert.match(heard.replace('T D C Z:I ', ''), expected);
    }
  });

  it('passes on rows without end, and holds none of them', async () => {
    server.lie((honest, step, socket) => {
      if (step === 'done' || step === 'ready again') return undefined;
      if (step !== 'row') return honest;
      const rows = Buffer.concat(Array<Buffer>(1_000).fill(honest));
      const pour = () => {
        while (socket.writable && socket.write(rows));
      };
      socket.on('drain', pour);
      pour();
      return undefined;
    });
    const { session, client } = await open();
    const before = process.memoryUsage().arrayBuffers;
    client.send(query('SELECT 1'));
    let most = 0;
    while (client.bytesHeard < 50 * MEGABYTE) {
      await client.until((heard) => heard.length > 0);
      client.said();
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    assert.ok(most < 24 * MEGABYTE, `${most} bytes`);
    await session.control.end('enough');
  });

  it('ends at a server that answers nothing any more', async () => {
    server.lie((honest, step) => (['columns', 'row', 'done', 'ready again'].includes(step) ? undefined : honest));
    const { session, client } = await open();
    client.send(query('SELECT 1'), SYNC);
    await session.control.end('enough');
    assert.equal(await client.untilClosed(), 'E:57P01');
  });

  for (const [name, sent] of [
    ['Sync', SYNC],
    ['Bind', bind('', '')],
    ['Describe', message('D', 'P')],
    ['Close', message('C', 'P')],
    ['Parse', parse('', 'SELECT 1')],
  ] as const) {
    it(`lets ${name} wait that is sent without end to a server that answers nothing`, async () => {
      const deaf = await GatewayUnderTest.start(LOGIN, gateway.endpoint, { limits: { unanswered: 100 } });
      server.lie((honest) => honest);
      const session = deaf.prepare();
      const client = await WireClient.open(deaf, session);
      server.heard.length = 0;
      client.send(...Array<Buffer>(5_000).fill(sent));
      await until('as many as may wait', async () => server.heard.length >= 100 || undefined);
      // The end comes after all that was sent: were the messages not held back, they would have gone before it.
      await session.control.end('enough');
      assert.equal(await client.untilClosed(), 'E:57P01');
      assert.equal(server.heard.filter((type) => type !== 'X').length, 100);
      await deaf.stop();
    });
  }

  it('never throws at what a client makes up', async () => {
    server.lie((honest) => honest);
    const frame = fc
      .tuple(fc.constantFrom(...'QPBDCEFHSXdcfp?'), fc.uint8Array({ maxLength: 40 }))
      .map(([type, body]) => message(type, Buffer.from(body)));
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 8 }), async (frames) => {
        const { session, client } = await open();
        client.send(...frames, message('?'));
        await client.untilClosed();
        assert.ok(['client_violation', 'left'].includes((await session.closed).cause));
      }),
      { numRuns: 30 },
    );
  });

  it('never throws at what a server makes up', async () => {
    const said = fc
      .tuple(fc.constantFrom(...'ADCEGHINSTVZcdnst123'), fc.uint8Array({ maxLength: 40 }))
      .map(([type, body]) => message(type, Buffer.from(body)));
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 8 }), async (frames) => {
        server.lie((honest, step) => (step === 'row' ? Buffer.concat([...frames, message('?')]) : honest));
        const { session, client } = await open();
        client.send(query('SELECT 1'));
        await client.untilClosed();
        assert.equal((await session.closed).cause, 'target_violation');
      }),
      { numRuns: 30 },
    );
  });
});
