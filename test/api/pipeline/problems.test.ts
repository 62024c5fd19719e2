/** Bad input is answered with a 4xx problem that says where and what, and never more. */

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type ApiHarness, authorizationOf, startApi } from '../../support/api-harness.ts';

describe('problems', () => {
  let api: ApiHarness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    api.call(method, path, { as: api.admin, body, headers });

  test('filters with control characters are refused by name', async () => {
    for (const list of ['applications', 'scopes', 'devices', 'platforms', 'resources']) {
      for (const name of ['%00', 'a%00b', 'a%0A', '%7F']) {
        const answer = await send('GET', `/v1/${list}?name=${name}`);
        assert.deepEqual([answer.status, answer.body.errors?.[0].pointer], [400, '/query/name'], `${list} ${name}`);
      }
    }
    for (const field of ['target_id', 'correlation_id', 'actor']) {
      const answer = await send('GET', `/v1/logs/audit?${field}=%00`);
      assert.deepEqual([answer.status, answer.body.errors?.[0].pointer], [400, `/query/${field}`]);
    }
  });

  test('a body without an end takes the connection with it, whoever sends it', { timeout: 30_000 }, async () => {
    const { port } = new URL(api.baseUrl);
    for (const path of ['/v1/scopes', '/v1/oauth2/token', '/healthz', '/v1/nothing']) {
      const socket = connect(Number(port), '127.0.0.1');
      let answer = '';
      socket.on('data', (data) => {
        answer += data;
      });
      const closed = new Promise((resolve) => socket.on('error', resolve).once('close', resolve));
      const form = 'Content-Type: application/x-www-form-urlencoded';
      socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\n${form}\r\nTransfer-Encoding: chunked\r\n\r\n`);
      const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
      const send = () => {
        if (!socket.destroyed) socket.write(chunk, send);
      };
      send();
      await closed;
      assert.match(answer, /^HTTP\/1\.1 4\d\d [\s\S]*\r\nConnection: close\r\n/, path);
      assert.ok(socket.bytesWritten < 32 * 1024 * 1024, `${path} took ${socket.bytesWritten} bytes`);
    }
  });

  test('a body that is no JSON, or no UTF-8, is malformed', async () => {
    for (const body of ['{"name":', '"\u0000', Buffer.from([0x22, 0xff, 0x22]), '{"name":"x"}garbage', '']) {
      const answer = await send('POST', '/v1/scopes', body);
      assert.equal(answer.status, 400, String(body));
      assert.equal(answer.body.code, body === '' ? 'validation_failed' : 'malformed_request');
      assert.equal(answer.body.errors[0].pointer, '/body');
    }
  });

  test('a problem never repeats what the body held', async () => {
    const answer = await send('POST', '/v1/applications', '{"name": "hunter2-secret');
    assert.doesNotMatch(JSON.stringify(answer.body), /hunter2/);
    assert.doesNotMatch(api.log.join('\n'), /hunter2/);
  });

  test('a body over 1 MiB is 413, announced or not', async () => {
    const big = JSON.stringify({ name: 'x'.repeat(1024 * 1024) });
    assert.equal((await send('POST', '/v1/scopes', big)).body.code, 'body_too_large');
    const status = await new Promise((resolve, reject) => {
      const outgoing = request(`${api.baseUrl}/v1/scopes`, {
        method: 'POST',
        headers: { Authorization: authorizationOf(api.admin), 'Content-Type': 'application/json' },
      });
      outgoing.on('response', (response) => resolve(response.statusCode)).on('error', reject);
      for (let sent = 0; sent < 1.5 * 1024 * 1024; sent += 65_536) outgoing.write('x'.repeat(65_536));
      outgoing.end();
    });
    assert.equal(status, 413);
  });

  test('other media types, charsets and encodings are 415', async () => {
    const body = '{"name":"x"}';
    for (const headers of [
      { 'Content-Type': 'text/plain' },
      { 'Content-Type': 'application/json; charset=latin1' },
      { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      { 'Content-Type': '' },
    ]) {
      const answer = await send('POST', '/v1/scopes', body, headers);
      assert.equal(answer.body.code, 'unsupported_media_type', JSON.stringify(headers));
    }
    assert.notEqual(
      (await send('POST', '/v1/scopes', body, { 'Content-Type': 'Application/JSON; charset="UTF-8"' })).status,
      415,
    );
  });

  test('percent-encoding that encodes nothing is malformed, in the path and in the query', async () => {
    assert.equal((await send('GET', '/v1/devices/%zz')).body.code, 'malformed_request');
    assert.equal((await send('GET', '/v1/devices/%C3%28')).body.code, 'malformed_request');
    assert.equal((await send('GET', '/v1/devices?limit=%zz')).body.code, 'malformed_request');
  });

  test('percent-encoding that encodes nothing is malformed on the paths of sign-in as well, and no failure', async () => {
    const errors = () => api.log.filter((line) => line.includes('"level":"error"')).length;
    const before = errors();
    for (const path of ['/v1/sign-in/%E0%A4%A/x', '/v1/sign-in/default/%zz', '/v1/sign-in/%/x?a=b']) {
      for (const method of ['GET', 'POST', 'HEAD']) {
        const response = await fetch(`${api.baseUrl}${path}`, { method });
        assert.equal(response.status, 400, `${method} ${path}`);
        assert.equal(response.headers.get('content-type'), 'application/problem+json');
        const text = await response.text();
        if (method === 'HEAD') continue;
        assert.equal(JSON.parse(text).code, 'malformed_request');
        assert.doesNotMatch(text, /%E0|%zz|param/);
      }
    }
    assert.equal(errors(), before);
  });

  test('unknown query parameters and unknown fields are refused by name', async () => {
    const query = await send('GET', '/v1/devices?nope=1');
    assert.deepEqual(query.body.errors, [{ pointer: '/query/nope', detail: 'is not known here' }]);
    const body = await send('POST', '/v1/scopes', { name: 'x', 'no/p~e': 1 });
    assert.equal(body.status, 400);
    assert.ok(body.body.errors.some((problem: { pointer: string }) => problem.pointer === '/body/no~1p~0e'));
    const prototype = await send('POST', '/v1/scopes', '{"name":"x","__proto__":{"a":1}}');
    assert.equal(prototype.status, 400);
  });

  test('what is missing is named', async () => {
    const answer = await send('POST', '/v1/applications', { role: 'viewer' });
    assert.ok(
      answer.body.errors.some((e: object) => JSON.stringify(e) === '{"pointer":"/body/name","detail":"is missing"}'),
    );
  });

  test('integers in path and query are numbers in decimal, and nothing else', async () => {
    assert.equal((await send('GET', '/v1/devices/4711')).status, 404);
    for (const id of ['0x10', '1e3', '1.0', '%201', '01', '-1', '99999999999999999999', 'null']) {
      const answer = await send('GET', `/v1/devices/${id}`);
      assert.equal(answer.status, 400, id);
      assert.equal(answer.body.errors[0].pointer, '/path/id');
    }
    assert.equal((await send('GET', '/v1/devices?limit=5')).status, 200);
    for (const limit of ['five', '', '0', '1001', '1&limit=2']) {
      const answer = await send('GET', `/v1/devices?limit=${limit}`);
      assert.equal(answer.status, 400, limit);
      assert.equal(answer.body.errors[0].pointer, '/query/limit');
    }
  });

  test('unknown paths are 404 for anyone, known paths with another method 405 with Allow', async () => {
    assert.equal((await api.call('GET', '/v1/nothing')).status, 404);
    assert.equal((await api.call('GET', '/v1/devices/')).status, 404);
    assert.equal((await api.call('GET', '//v1/devices')).status, 404);
    const answer = await api.call('DELETE', '/v1/devices/1');
    assert.equal(answer.status, 405);
    assert.deepEqual(answer.headers.get('allow')?.split(', ').toSorted(), ['GET', 'HEAD', 'PATCH']);
    assert.equal((await api.call('GET', '/v1/oauth2/token')).headers.get('allow'), 'POST');
  });

  test('HEAD answers as GET does, without a body', async () => {
    const answer = await send('HEAD', '/v1/me');
    assert.equal(answer.status, 200);
    assert.equal(answer.body, undefined);
    const stream = await send('HEAD', '/v1/events/stream');
    assert.deepEqual([stream.status, stream.headers.get('content-type')], [200, 'text/event-stream']);
  });

  test('a body where none is taken is refused', async () => {
    const answer = await send('POST', '/v1/devices/1/activate', { why: 'not' });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.errors[0].pointer, '/body');
  });

  test('every answer has a correlation id; a safe one of the caller is kept, another is replaced', async () => {
    const own = await send('GET', '/v1/me', undefined, { 'X-Correlation-Id': 'ticket-4711.a' });
    assert.equal(own.headers.get('x-correlation-id'), 'ticket-4711.a');
    for (const unsafe of ['short', 'x'.repeat(200), 'a b c d e f g', '<script>alert</script>']) {
      const answer = await send('GET', '/v1/nothing', undefined, { 'X-Correlation-Id': unsafe });
      assert.match(answer.headers.get('x-correlation-id') ?? '', /^evt_[0-9A-Z]{26}$/);
      assert.equal(answer.body.correlation_id, answer.headers.get('x-correlation-id'));
    }
  });

  test('the trace id of a valid traceparent reaches the record, of an invalid one does not', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const correlation = { 'X-Correlation-Id': 'trace-test-1' };
    await send('GET', '/v1/me', undefined, { ...correlation, traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    await send('GET', '/v1/me', undefined, {
      'X-Correlation-Id': 'trace-test-2',
      traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    });
    const [first, second] = await Promise.all(
      ['trace-test-1', 'trace-test-2'].map((id) => api.store.auditCollection().findOne({ correlation_id: id })),
    );
    assert.equal(first?.trace_id, traceId);
    assert.equal(second?.trace_id, null);
  });

  test('a request whose body breaks off leaves the API well', { timeout: 20_000 }, async () => {
    const socket = connect(Number(new URL(api.baseUrl).port), '127.0.0.1');
    // Read to its end, or the socket never closes; whether the API answers or cuts off is its own affair.
    const closed = new Promise((resolve) => socket.resume().on('error', resolve).once('close', resolve));
    socket.write(
      `POST /v1/scopes HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorizationOf(api.admin)}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"name`,
    );
    socket.end();
    await closed;
    assert.equal((await send('GET', '/v1/me')).status, 200);
  });

  test('hostile headers are refusals, not failures', async () => {
    for (const authorization of [
      'Basic',
      'Basic !!!!',
      'Bearer',
      'Basic Og==',
      `Basic ${'A'.repeat(5000)}`,
      'Digest x',
      'Basic bm9jb2xvbg==',
    ]) {
      assert.equal(
        (await api.call('GET', '/v1/me', { headers: { Authorization: authorization } })).status,
        401,
        authorization,
      );
    }
    const key = await send(
      'POST',
      '/v1/scopes',
      { name: 'keyed', parent_id: 1 },
      { 'Idempotency-Key': 'x'.repeat(300) },
    );
    assert.equal(key.status, 400);
    assert.equal(key.body.errors[0].pointer, '/headers/idempotency-key');
  });

  test('no answer names Express, and none may be framed, sniffed or kept', async () => {
    const { headers } = await send('GET', '/v1/me');
    assert.equal(headers.get('x-powered-by'), null);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('content-security-policy'), "default-src 'none';frame-ancestors 'none'");
  });
});
