/** What is sent to collectors, against real servers: it counts only where the other side has taken everything. */

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { DeliveryFailed } from '../../activities/delivery/delivery-failed.ts';
import { type HttpServer, sendHttp } from '../../activities/delivery/send-http.ts';
import type { SendLimits } from '../../activities/delivery/send-limits.ts';
import { sendSyslog } from '../../activities/delivery/send-syslog.ts';
import { syslogFrame } from '../../activities/delivery/syslog-message.ts';
import type { Outgoing } from '../../activities/notifications/contract.ts';
import { sendEmail } from '../../activities/notifications/send-email.ts';
import type { CloudEvent } from '../../domain/cloud-event.ts';
import type { DeliveryFailureCode } from '../../domain/log-collector.ts';
import { Secret } from '../../domain/secret.ts';
import { makeServerCertificate } from '../../launcher/demo/certificate.ts';
import { NamedNetworks } from '../../runtime/named-networks.ts';
import type { EmailDestination, NotificationChannelDocument } from '../../store/models/notification-channel.ts';
import { type HttpReceiver, startHttpReceiver } from '../support/http-receiver.ts';
import { startMailServer } from '../support/mail-server.ts';
import { startSilentServer } from '../support/silent-server.ts';
import { type SyslogReceiver, startSyslogReceiver } from '../support/syslog-receiver.ts';

const limits: SendLimits = {
  allowsLoopback: true,
  connectMs: 5_000,
  totalMs: 10_000,
  signal: new AbortController().signal,
};
const SHORT = { ...limits, connectMs: 300, totalMs: 600 };
const NO_TLS = { ca_pem: null, server_name: null };

function fails(code: DeliveryFailureCode, message?: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof DeliveryFailed, `${error}`);
    assert.equal(error.code, code, error.message);
    if (message) assert.match(error.message, message);
    return true;
  };
}

async function withServer<Server extends { close(): Promise<void> }>(
  started: Promise<Server>,
  use: (server: Server) => Promise<void>,
): Promise<void> {
  const server = await started;
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

async function unusedPort(): Promise<number> {
  const server = await startSilentServer();
  await server.close();
  return server.port;
}

describe('syslog over TLS', () => {
  const messages = Array.from({ length: 400 }, (_, at) => `<110>1 message ${at} ${'ä'.repeat(at)}`);
  const frames = messages.map(syslogFrame);
  const to = ({ port, certificate }: SyslogReceiver, tls: object = {}) => ({
    host: '127.0.0.1',
    port,
    tls: { ...NO_TLS, ca_pem: certificate.caPem, ...tls },
  });

  it('arrives whole and in order, and counts once the receiver has ended its side', () =>
    withServer(startSyslogReceiver(), async (receiver) => {
      await sendSyslog(to(receiver), frames, limits);
      assert.deepEqual(receiver.messages, messages);
      await sendSyslog(to(receiver), frames.slice(0, 1), limits);
      assert.deepEqual([receiver.messages.length, receiver.connections], [401, 2]);
    }));

  it('arrives whole where it is more than any buffer on the way holds', () =>
    withServer(startSyslogReceiver(), async (receiver) => {
      const large = Array.from({ length: 64 }, (_, at) => `${at} ${'x'.repeat(256 * 1024)}`);
      await sendSyslog(to(receiver), large.map(syslogFrame), limits);
      assert.deepEqual(receiver.messages, large);
    }));

  it('does not count where the receiver resets or ends the connection half-way', () =>
    withServer(startSyslogReceiver(), async (receiver) => {
      receiver.faults.resetAfter = 10;
      await assert.rejects(sendSyslog(to(receiver), frames, limits), fails('cut_off'));
      receiver.faults.endAfter = receiver.messages.length + 10;
      await assert.rejects(
        sendSyslog(to(receiver), [...frames, syslogFrame('x'.repeat(32 * 1024 * 1024))], limits),
        fails('cut_off'),
      );
    }));

  it('does not count whenever a receiver resets the connection, be it after everything was written', async () => {
    const child = fork(new URL('../support/resetting-receiver.ts', import.meta.url), {
      execArgv: ['--import', 'tsx'],
    });
    try {
      const [{ port, caPem: ca_pem }] = await once(child, 'message');
      const server = { host: '127.0.0.1', port, tls: { ...NO_TLS, ca_pem } };
      for (let sent = 0; sent < 60; sent += 1) {
        await assert.rejects(sendSyslog(server, frames, limits), fails('cut_off'), `number ${sent}`);
      }
    } finally {
      child.kill();
    }
  });

  it('does not count where the receiver wants a certificate that there is none of', async () => {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      await withServer(startSyslogReceiver({ asksForCertificate: true, maxVersion }), async (receiver) => {
        await assert.rejects(sendSyslog(to(receiver), frames, limits), (error) => error instanceof DeliveryFailed);
        assert.deepEqual(receiver.messages, []);
      });
    }
  });

  it('does not count where the receiver never says that it is through', () =>
    withServer(startSyslogReceiver(), async (receiver) => {
      receiver.faults.neverEnds = true;
      await assert.rejects(sendSyslog(to(receiver), frames, SHORT), fails('timeout', /everything within 600 ms/));
    }));

  it('sends nothing to a receiver that does not prove who it is', () =>
    withServer(startSyslogReceiver(), async (receiver) => {
      const other = makeServerCertificate('another authority', ['127.0.0.1']);
      await assert.rejects(sendSyslog(to(receiver, { ca_pem: other.caPem }), frames, limits), fails('tls_refused'));
      await assert.rejects(sendSyslog(to(receiver, { ca_pem: null }), frames, limits), fails('tls_refused'));
      const named = to(receiver, { server_name: 'logs.example' });
      await assert.rejects(sendSyslog(named, frames, limits), fails('tls_refused', /ERR_TLS_CERT_ALTNAME_INVALID/));
      assert.deepEqual(receiver.messages, []);
      await sendSyslog(to(receiver, { server_name: 'localhost' }), frames, limits);
      assert.equal(receiver.messages.length, messages.length);
    }));

  it('sends nothing by a version of TLS below 1.2', () =>
    withServer(startSyslogReceiver({ maxVersion: 'TLSv1.1' }), async (receiver) => {
      await assert.rejects(sendSyslog(to(receiver), frames, limits), fails('tls_refused'));
      assert.deepEqual(receiver.messages, []);
    }));

  it('says so where nothing answers, nothing speaks TLS, or nothing is said at all', async () => {
    const port = await unusedPort();
    await assert.rejects(
      sendSyslog({ host: '127.0.0.1', port, tls: NO_TLS }, frames, limits),
      fails('unreachable', /ECONNREFUSED/),
    );
    await assert.rejects(
      sendSyslog({ host: 'logs.invalid', port: 6514, tls: NO_TLS }, frames, limits),
      fails('unreachable', /logs\.invalid:6514/),
    );
    await withServer(startHttpReceiver(), async ({ port: clear }) => {
      await assert.rejects(
        sendSyslog({ host: '127.0.0.1', port: clear, tls: NO_TLS }, frames, limits),
        fails('tls_refused'),
      );
    });
    await withServer(startSilentServer(), async ({ port: silent }) => {
      await assert.rejects(
        sendSyslog({ host: '127.0.0.1', port: silent, tls: NO_TLS }, frames, SHORT),
        fails('timeout', /connection within 300 ms/),
      );
    });
  });

  it('connects to no address of this machine, of the cloud or of nobody, whatever names it', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const port = Number(Reflect.get(Object(server.address()), 'port'));
    const closed = { ...limits, allowsLoopback: false };
    for (const host of ['127.0.0.1', '::1', 'localhost', 'LOCALHOST', 'ip6-localhost.localhost']) {
      await assert.rejects(sendSyslog({ host, port, tls: NO_TLS }, frames, closed), (error) => {
        assert.ok(error instanceof DeliveryFailed);
        // A name may be unknown here; where it is known, it is judged by what it leads to.
        return ['address_refused', 'unreachable'].includes(error.code);
      });
    }
    for (const host of ['169.254.169.254', 'fe80::1', '0.0.0.0', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe']) {
      await assert.rejects(sendSyslog({ host, port, tls: NO_TLS }, frames, limits), fails('address_refused'));
    }
    await new Promise<void>((resolve) => server.close(() => resolve()));
    assert.equal(connections, 0);
  });

  it('is given up at once when the worker stops', () =>
    withServer(startSyslogReceiver(), async (receiver) => {
      receiver.faults.neverEnds = true;
      const stopping = new AbortController();
      const sending = sendSyslog(to(receiver), frames, { ...limits, signal: stopping.signal });
      stopping.abort();
      await assert.rejects(sending, (error) => !(error instanceof DeliveryFailed));
    }));
});

describe('HTTP', () => {
  let receiver: HttpReceiver;
  let overTls: HttpReceiver;
  before(async () => {
    receiver = await startHttpReceiver();
    overTls = await startHttpReceiver({ tls: true });
  });
  after(async () => {
    await receiver.close();
    await overTls.close();
  });

  const batch = { headers: { 'X-Capstan-From-Index': '7' }, body: Buffer.from('{"a":1}\n{"b":"ä"}\n') };
  const to = (of: HttpReceiver, fields: Partial<HttpServer> = {}): HttpServer => ({
    url: new URL(of.url),
    tls: { ...NO_TLS, ca_pem: of.certificate.caPem },
    authorization: null,
    ...fields,
  });
  const answering = async (
    of: HttpReceiver,
    answer: NonNullable<HttpReceiver['intercept']>,
    use: () => Promise<void>,
  ) => {
    of.intercept = answer;
    try {
      await use();
    } finally {
      of.intercept = undefined;
    }
  };

  it('posts lines, headers and the authorization, and counts with a 2xx', async () => {
    for (const of of [receiver, overTls]) {
      await sendHttp(to(of, { authorization: new Secret('Bearer of-a-test') }), batch, limits);
      const taken = of.batches.at(-1);
      assert.deepEqual(taken?.lines, ['{"a":1}', '{"b":"ä"}']);
      assert.equal(taken?.headers['authorization'], 'Bearer of-a-test');
      assert.equal(taken?.headers['x-capstan-from-index'], '7');
    }
    const none = (_request: unknown, response: { writeHead(status: number): { end(): unknown } }) => {
      response.writeHead(204).end();
      return true;
    };
    await answering(receiver, none, () => sendHttp(to(receiver), batch, limits));
  });

  it('does not count with any other answer, follows no redirect, and repeats nothing of what it was told', async () => {
    const said = 'echo of a secret';
    for (const [status, code] of [
      [302, 'answered_error'],
      [307, 'answered_error'],
      [400, 'answered_error'],
      [401, 'answered_error'],
      [413, 'too_large'],
      [503, 'answered_error'],
    ] as const) {
      const before = receiver.requests;
      await answering(
        receiver,
        (_request, response) => {
          response.writeHead(status, { Location: receiver.url }).end(said);
          return true;
        },
        async () => {
          await assert.rejects(sendHttp(to(receiver), batch, limits), (error) => {
            assert.ok(!String(error).includes(said));
            return fails(code, new RegExp(String(status)))(error);
          });
        },
      );
      assert.equal(receiver.requests, before + 1);
    }
  });

  it('reads little of an answer, and waits for none without end', async () => {
    await answering(
      receiver,
      (_request, response) => {
        response.writeHead(200);
        const endless = () => response.write(Buffer.alloc(64 * 1024)) && setImmediate(endless);
        response.on('drain', endless);
        response.once('close', () => response.removeAllListeners('drain'));
        endless();
        return true;
      },
      () => sendHttp(to(receiver), batch, limits),
    );
    await answering(
      receiver,
      () => true,
      () => assert.rejects(sendHttp(to(receiver), batch, SHORT), fails('timeout', /answered within 600 ms/)),
    );
  });

  it('does not count where the connection breaks before the answer', async () => {
    await answering(
      receiver,
      (request) => {
        request.socket.destroy();
        return true;
      },
      () => assert.rejects(sendHttp(to(receiver), batch, limits), fails('cut_off')),
    );
  });

  it('sends nothing, above all no authorization, to a server that does not prove who it is', async () => {
    const before = overTls.requests;
    const authorization = new Secret('Bearer of-a-test');
    for (const tls of [
      NO_TLS,
      { ca_pem: makeServerCertificate('another authority', ['127.0.0.1']).caPem, server_name: null },
      { ca_pem: overTls.certificate.caPem, server_name: 'logs.example' },
    ]) {
      await assert.rejects(sendHttp(to(overTls, { tls, authorization }), batch, limits), fails('tls_refused'));
    }
    assert.equal(overTls.requests, before);
  });

  it('connects to no address of this machine or of the cloud, and speaks clear text to loopback alone', async () => {
    const before = receiver.requests;
    const closed = { ...limits, allowsLoopback: false };
    for (const url of [receiver.url, overTls.url, `https://localhost:${overTls.port}/`]) {
      const refused = sendHttp(to(receiver, { url: new URL(url) }), batch, closed);
      await assert.rejects(refused, fails('address_refused'));
    }
    for (const url of ['http://logs.example/', 'https://169.254.169.254/latest', 'https://[fe80::1]/']) {
      const refused = sendHttp(to(receiver, { url: new URL(url) }), batch, limits);
      await assert.rejects(refused, fails('address_refused'));
    }
    assert.equal(receiver.requests, before);
  });

  it('goes into private networks that are named alone, where some are: by address, and by what a name resolves to', async () => {
    const before = receiver.requests;
    const named = (...networks: string[]) => ({ ...limits, networks: new NamedNetworks(networks) });
    const local = [receiver.url, `http://localhost:${receiver.port}/`];
    for (const url of [...local, 'https://10.0.0.1/', 'https://[fd00::7]/', 'https://192.168.0.1/']) {
      const refused = sendHttp(to(receiver, { url: new URL(url) }), batch, named('172.16.0.0/12', '127.0.0.2'));
      await assert.rejects(refused, fails('address_refused'));
    }
    assert.equal(receiver.requests, before);
    for (const url of local) {
      await sendHttp(to(receiver, { url: new URL(url) }), batch, named('127.0.0.0/8', '::1'));
    }
    assert.equal(receiver.requests, before + 2);
  });

  it('is given up at once when the worker stops', async () => {
    const stopping = new AbortController();
    await answering(
      receiver,
      () => {
        stopping.abort();
        return true;
      },
      () =>
        assert.rejects(
          sendHttp(to(receiver), batch, { ...limits, signal: stopping.signal }),
          (error) => !(error instanceof DeliveryFailed),
        ),
    );
  });
});

describe('e-mail', () => {
  const mail = (port: number, tls: object, { networks = ['127.0.0.1', '::1'], within = limits } = {}) => {
    const email: EmailDestination = {
      ...{ host: 'mail.localhost', port, security: 'tls', username: 'capstan' },
      ...{ from: 'a@b.example', to: ['c@d.example'] },
    };
    const channel = { _id: 1, destination: { email }, tls: { ...NO_TLS, ...tls } } as NotificationChannelDocument;
    const cloudEvent: CloudEvent = {
      ...{ specversion: '1.0', id: 'evt_1', source: 'capstan', type: 'capstan.event.access', subject: 'event:access' },
      ...{ time: '2026-05-06T13:20:13.000Z', datacontenttype: 'application/json', severity: 'low', organizationid: 1 },
      data: { summary: 'of a test' },
    };
    const outgoing: Outgoing = { channel, cloudEvent, secrets: [new Secret('of a test')], isRetry: false };
    return sendEmail(outgoing, { ...within, networks: new NamedNetworks(networks) });
  };

  it('arrives under TLS from the first byte, at a server that is known by its name', () =>
    withServer(startMailServer('capstan', 'of a test', 'tls'), async (server) => {
      await mail(server.port, { ca_pem: server.certificate.caPem });
      assert.equal(server.taken.length, 1);
      await assert.rejects(mail(server.port, {}), fails('tls_refused'));
      assert.equal(server.taken.length, 1);
    }));

  it('goes to no server by a name of which one address is closed, and is given up where a server says nothing', () =>
    withServer(startSilentServer(), async (server) => {
      for (const networks of [['127.0.0.1'], ['10.0.0.0/8']]) {
        await assert.rejects(mail(server.port, {}, { networks }), fails('address_refused'));
      }
      assert.equal(server.connections, 0);
      await assert.rejects(mail(server.port, {}, { within: SHORT }), fails('timeout', /within 600 ms/));
      assert.equal(server.connections, 1);
    }));
});
