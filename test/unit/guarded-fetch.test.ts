/** Requests to servers that tenants name: where they go, how much they read, and how long they wait. */

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { guardedFetchFor, issuerProblem, OutboundRefused } from '../../api/outbound/guarded-fetch.ts';

test('an issuer is https, or http on loopback, without user, query and fragment', () => {
  for (const good of [
    'https://id.example.com',
    'https://id.example.com:8443/a/b',
    'http://127.0.0.1:1',
    'http://[::1]/x',
    'http://localhost',
  ]) {
    assert.equal(issuerProblem(good), null, good);
  }
  for (const bad of [
    'id.example.com',
    'ftp://id.example.com',
    'http://id.example.com',
    'http://10.0.0.1',
    'https://a:b@id.example.com',
    'https://id.example.com?x',
    'https://id.example.com#x',
    'https://169.254.169.254/latest',
    'https://0.0.0.0',
    'https://224.0.0.1',
    'https://[::]',
    'https://[fe80::1]',
    'https://[ff02::1]',
    'https://[::ffff:169.254.169.254]',
    // WHATWG URLs know more spellings of an IPv4 address.
    'https://2852039166/',
    'https://0xa9fea9fe/',
    `https://id.example.com/${'x'.repeat(2_048)}`,
  ]) {
    assert.notEqual(issuerProblem(bad), null, bad);
  }
});

describe('against a server', () => {
  let base: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const server = createServer((request, response) => answer(request, response));
  before(async () => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${Reflect.get(Object(server.address()), 'port')}`;
  });
  after(async () => {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  });

  test('method, headers and body go out, status, headers and body come back', async () => {
    answer = async (request, response) => {
      const chunks = await request.toArray();
      response.writeHead(201, {
        'X-Method': request.method ?? '',
        'Content-Type': request.headers['content-type'] ?? '',
      });
      response.end(Buffer.concat(chunks));
    };
    const response = await guardedFetchFor(base)(`${base}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ a: 'b c' }),
    });
    assert.deepEqual([response.status, response.headers.get('x-method')], [201, 'POST']);
    assert.equal(await response.text(), 'a=b+c');
  });

  test('a redirect is an answer, and is not followed', async () => {
    const asked: (string | undefined)[] = [];
    answer = (request, response) => {
      asked.push(request.url);
      response.writeHead(302, { Location: '/elsewhere' }).end();
    };
    assert.equal((await guardedFetchFor(base)(`${base}/here`)).status, 302);
    assert.deepEqual(asked, ['/here']);
  });

  test('no more than a megabyte is read', async () => {
    answer = (_request, response) => response.end(Buffer.alloc(1024 * 1024 + 1));
    await assert.rejects(guardedFetchFor(base)(base), OutboundRefused);
  });

  test('who asks can stop waiting', async () => {
    answer = () => undefined;
    await assert.rejects(guardedFetchFor(base)(base, { signal: AbortSignal.timeout(50) }));
  });

  test('an issuer elsewhere makes nobody ask this machine, by address or by name', async () => {
    let asked = 0;
    answer = (_request, response) => {
      asked += 1;
      response.end();
    };
    const fetchFor = guardedFetchFor('https://id.example.com');
    const { port } = new URL(base);
    for (const url of [base, `https://127.0.0.1:${port}`, `https://[::1]:${port}`, `https://localhost:${port}`]) {
      await assert.rejects(fetchFor(url), OutboundRefused, url);
    }
    assert.equal(asked, 0);
  });

  test('an issuer on loopback may use its name, and leads nowhere else over http', async () => {
    answer = (_request, response) => response.end('here');
    const { port } = new URL(base);
    const fetchFor = guardedFetchFor(base);
    assert.equal(await (await fetchFor(`http://localhost:${port}/`)).text(), 'here');
    await assert.rejects(fetchFor('http://192.0.2.1/'), OutboundRefused);
    await assert.rejects(fetchFor('https://169.254.169.254/'), OutboundRefused);
  });
});
