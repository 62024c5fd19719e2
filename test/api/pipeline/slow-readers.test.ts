/** Callers who read slowly, or not at all: what is sent to them takes no memory to speak of, and does not take for ever. */

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { keepConnection } from '../../../api/keep-connection.ts';
import { limitConnections } from '../../../runtime/limit-connections.ts';
import { AuditWriter } from '../../../store/audit-log.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import { type ApiHarness, authorizationOf, startApi, type TestUser } from '../../support/api-harness.ts';
import { auditEntry } from '../../support/ledger-entry.ts';
import { until } from '../../support/until.ts';

/** As records of 20 kB: far more than the buffers of a connection hold. */
const RECORDS = 800;
const EXPORT = '/v1/ledger/export?limit=10000';

describe('exports', () => {
  let api: ApiHarness;
  let size: number;
  const open: Socket[] = [];

  before(async () => {
    api = await startApi();
    const writer = new AuditWriter(api.store);
    const entry = auditEntry({ organization_id: 1, change: 'x'.repeat(20_000) });
    for (let left = RECORDS; left > 0; left -= 100) {
      await Promise.all(Array.from({ length: 100 }, () => writer.write(entry)));
    }
    ({ size } = await api.ledger().settled(1));
    await api.ledger().stop();
  });
  after(async () => {
    for (const socket of open) socket.destroy();
    await api.close();
  });

  /** An answer that has begun, and of which nothing more is read. */
  async function begin(user: TestUser, path = EXPORT): Promise<Socket> {
    const socket = connect(Number(new URL(api.baseUrl).port), '127.0.0.1');
    open.push(socket);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${authorizationOf(user)}\r\n\r\n`,
    );
    await once(socket, 'readable');
    return socket;
  }

  it('are read from the store as they are sent, not before', async () => {
    const socket = await begin(await api.createUser('patient', 'auditor'), `${EXPORT}&tree_size=${size}`);
    const last = await ledgerCollections(api.store).sequence.findOne({ log: 1, index: size - 1 });
    await api.store.auditCollection().deleteOne({ _id: last?._id ?? '' });
    let text = '';
    for await (const piece of socket) text += piece;
    assert.match(text, /^HTTP\/1\.1 200 /);
    const line = text.split('\n').find((one) => one.includes(`{"index":${size - 1},`));
    assert.match(line ?? '', /"leaf":null/);
  });

  it('are few at a time for each caller, and not counted when their clients are gone', async () => {
    const [greedy, other] = [await api.createUser('greedy', 'auditor'), await api.createUser('modest', 'auditor')];
    const begun = await Promise.all([begin(greedy), begin(greedy), begin(greedy), begin(greedy)]);
    const ask = (as: TestUser) => api.call('GET', '/v1/ledger/export?limit=1', { as });
    const refused = await ask(greedy);
    assert.deepEqual([refused.status, refused.body.code], [429, 'too_many_requests']);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    assert.equal((await ask(other)).status, 200);
    begun[0]?.destroy();
    await until('there is room again', async () => ((await ask(greedy)).status === 200 ? true : undefined));
    for (const socket of begun) socket.destroy();
  });

  it('that are refused or fail are not counted either', async () => {
    const user = await api.createUser('mistaken', 'auditor');
    for (let n = 0; n < 6; n += 1) {
      assert.equal((await api.call('GET', `${EXPORT}&tree_size=9000000`, { as: user })).status, 422);
    }
    assert.equal((await api.call('GET', '/v1/ledger/export?limit=1', { as: user })).status, 200);
  });
});

describe('a connection', () => {
  let server: Server;
  after(() => server.close());

  it('is closed where nothing of an answer can be sent', { timeout: 30_000 }, async () => {
    server = createServer();
    limitConnections(server, 300);
    const isOver = new Promise<void>((resolve) => {
      server.on('request', (_request, response) => {
        response.once('close', () => resolve());
        response.end(Buffer.alloc(64 * 1024 * 1024));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'readable');
    // Nobody has read it, and nobody has closed it but the server.
    await isOver;
    socket.destroy();
  });

  it('is kept while an answer is made for longer than that, and held to it again afterwards', {
    timeout: 30_000,
  }, async () => {
    const patient = createServer();
    limitConnections(patient, 300);
    const gates = new EventEmitter();
    const [begun, hurried] = [once(gates, 'begun'), once(gates, 'hurried')];
    patient.on('request', async (request, response) => {
      // One that says nothing of it is closed after its time, and with it the other one's would have passed.
      if (request.url === '/hurried') {
        response.once('close', () => gates.emit('hurried'));
        return;
      }
      await keepConnection(request.socket, () => {
        gates.emit('begun');
        return hurried;
      });
      response.end(String(request.socket.timeout));
    });
    patient.listen(0, '127.0.0.1');
    await once(patient, 'listening');
    const { port } = patient.address() as AddressInfo;
    const made = fetch(`http://127.0.0.1:${port}/made`);
    await begun;
    await assert.rejects(fetch(`http://127.0.0.1:${port}/hurried`));
    assert.equal(await (await made).text(), '300');
    patient.close();
  });
});
