/** Requests to servers that tenants name: where they go, how much they read, and how long they wait. */

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { GuardedOutbound } from '../../api/outbound/guarded-fetch.ts';
import { OutboundRefused } from '../../runtime/guarded-lookup.ts';

const closed = new GuardedOutbound({ allowsLoopback: false });
const open = new GuardedOutbound({ allowsLoopback: true });

const ON_LOOPBACK = [
  'http://127.0.0.1:1',
  'https://127.0.0.1:1',
  'http://[::1]/x',
  'https://[::1]',
  'http://localhost',
];
/** RFC 1918 and unique local addresses are where clusters have theirs. */
const ELSEWHERE = [
  'https://id.example.com',
  'https://id.example.com:8443/a/b',
  'https://10.0.0.1',
  'https://[fd00::1]',
];

/** Where clouds hand out the credentials of a machine, beside link-local addresses; IPv4 ones in every wrapping. */
const METADATA = [
  '[fd00:ec2::254]',
  // AWS again, for pods and containers.
  '[fd00:ec2::23]',
  '[fd00:ec2:0:1::2]',
  '[fd20:ce::254]',
  ...[
    { ipv4: '100.100.100.200', hex: '6464:64c8' },
    { ipv4: '168.63.129.16', hex: 'a83f:8110' },
    { ipv4: '192.0.0.192', hex: 'c000:00c0' },
  ].flatMap(({ ipv4, hex }) => [
    ipv4,
    `[::ffff:${ipv4}]`,
    `[::${ipv4}]`,
    `[64:ff9b::${ipv4}]`,
    `[64:ff9b:1::${hex}]`,
    `[2002:${hex}::1]`,
  ]),
];

test('an issuer is https, without user, query and fragment; on loopback only where that is allowed', () => {
  for (const good of ELSEWHERE) {
    assert.equal(closed.issuerProblem(good), null, good);
    assert.equal(closed.publishedProblem('https://issuer.example', good), null, good);
  }
  for (const local of [...ON_LOOPBACK, 'https://localhost:1', 'https://127.7.7.7', 'https://0x7f000001']) {
    assert.notEqual(closed.issuerProblem(local), null, local);
    assert.notEqual(closed.publishedProblem('https://issuer.example', local), null, local);
    assert.notEqual(open.publishedProblem('https://issuer.example', local), null, local);
  }
  for (const good of [...ELSEWHERE, ...ON_LOOPBACK]) assert.equal(open.issuerProblem(good), null, good);
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
    // IPv4 addresses that gateways take out of IPv6 ones: NAT64, 6to4, and the old compatible form.
    'https://[64:ff9b::127.0.0.1]',
    'https://[64:ff9b::169.254.169.254]',
    'https://[64:ff9b::0.0.0.0]',
    'https://[64:ff9b:1::7f00:1]',
    'https://[2002:7f00:1::]',
    'https://[2002:a9fe:a9fe::1]',
    'https://[2002:e000:1::]',
    'https://[::127.0.0.1]',
    'https://[::169.254.169.254]',
    ...METADATA.map((address) => `https://${address}/`),
    // Teredo, whatever it holds.
    'https://[2001::1]',
    'https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
    // WHATWG URLs know more spellings of an IPv4 address.
    'https://2852039166/',
    'https://0xa9fea9fe/',
    `https://id.example.com/${'x'.repeat(2_048)}`,
  ]) {
    assert.notEqual(open.issuerProblem(bad), null, bad);
    assert.notEqual(closed.issuerProblem(bad), null, bad);
  }
  for (const good of [
    'https://[64:ff9b::192.0.2.1]',
    'https://[2002:c000:201::1]',
    'https://[2001:db8::7f00:1]',
    // Beside the addresses of metadata.
    'https://[fd00:ec1:ffff::253]',
    'https://[fd00:ec3::254]',
    'https://[fd20:ce::255]',
    'https://100.100.100.201',
    'https://168.63.129.17',
    'https://192.0.0.191',
    'https://[2001:1::1]',
  ]) {
    assert.equal(closed.issuerProblem(good), null, good);
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
    const response = await open.fetchFor(base)(`${base}/token`, {
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
    assert.equal((await open.fetchFor(base)(`${base}/here`)).status, 302);
    assert.deepEqual(asked, ['/here']);
  });

  test('no more than a megabyte is read', async () => {
    answer = (_request, response) => response.end(Buffer.alloc(1024 * 1024 + 1));
    await assert.rejects(open.fetchFor(base)(base), OutboundRefused);
  });

  test('who asks can stop waiting', async () => {
    answer = () => undefined;
    await assert.rejects(open.fetchFor(base)(base, { signal: AbortSignal.timeout(50) }));
  });

  test('an issuer elsewhere makes nobody ask this machine, by address or by name', async () => {
    let asked = 0;
    answer = (_request, response) => {
      asked += 1;
      response.end();
    };
    const fetchFor = open.fetchFor('https://id.example.com');
    const { port } = new URL(base);
    for (const url of [base, `https://127.0.0.1:${port}`, `https://[::1]:${port}`, `https://localhost:${port}`]) {
      await assert.rejects(fetchFor(url), OutboundRefused, url);
    }
    for (const url of [base, `http://localhost:${port}`, `https://localhost:${port}`]) {
      await assert.rejects(closed.fetchFor(base)(url), OutboundRefused, `an issuer of before: ${url}`);
    }
    assert.equal(asked, 0);
  });

  test('an issuer on loopback may use its name, and leads nowhere else over http', async () => {
    answer = (_request, response) => response.end('here');
    const { port } = new URL(base);
    const fetchFor = open.fetchFor(base);
    assert.equal(await (await fetchFor(`http://localhost:${port}/`)).text(), 'here');
    await assert.rejects(fetchFor('http://192.0.2.1/'), OutboundRefused);
    await assert.rejects(fetchFor('https://169.254.169.254/'), OutboundRefused);
  });
});
