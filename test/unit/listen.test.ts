/** A server listens where it was told to, or the setting that keeps it from that is named. */

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { clearTextWarning } from '../../api/clear-text-warning.ts';
import { explainedListenError, listen } from '../../runtime/listen.ts';
import { StartError } from '../../runtime/start-errors.ts';

function server(test: TestContext): Server {
  const made = createServer();
  test.after(() => made.close());
  return made;
}

describe('listen', () => {
  it('answers with the address that was taken', async (test) => {
    const { address, port } = await listen(server(test), { host: '127.0.0.1', port: 0, portSetting: 'CAPSTAN_PORT' });
    assert.equal(address, '127.0.0.1');
    assert.ok(port > 0);
  });

  it('names the setting of a port that is taken', async (test) => {
    const place = { host: '127.0.0.1', portSetting: 'CAPSTAN_WORKER_PORT' } as const;
    const { port } = await listen(server(test), { ...place, port: 0 });
    await assert.rejects(listen(server(test), { ...place, port }), (error) => {
      assert.ok(error instanceof StartError);
      assert.match(error.message, new RegExp(`CAPSTAN_WORKER_PORT is ${port}, and another program listens there`));
      return true;
    });
  });

  it('names CAPSTAN_HOST where it is no address of this machine', async (test) => {
    const place = { host: '192.0.2.1', port: 0, portSetting: 'CAPSTAN_PORT' } as const;
    await assert.rejects(listen(server(test), place), { name: 'StartError', message: /CAPSTAN_HOST is 192\.0\.2\.1/ });
  });

  it('names the setting that the host comes from, where that is another', async (test) => {
    const settings = { portSetting: 'CAPSTAN_GATEWAY_SSH_PORT', hostSetting: 'CAPSTAN_GATEWAY_HOST' } as const;
    const place = { host: '192.0.2.1', port: 0, ...settings };
    await assert.rejects(listen(server(test), place), { message: /CAPSTAN_GATEWAY_HOST is 192\.0\.2\.1/ });
    const error = Object.assign(new Error('as it came'), { code: 'ENOTFOUND' });
    const told = explainedListenError(error, { ...place, host: 'nowhere.invalid' }).message;
    assert.match(told, /CAPSTAN_GATEWAY_HOST is nowhere\.invalid/);
    const { port } = await listen(server(test), { ...place, host: '127.0.0.1' });
    await assert.rejects(listen(server(test), { ...place, host: '127.0.0.1', port }), {
      message: new RegExp(`CAPSTAN_GATEWAY_SSH_PORT is ${port}`),
    });
  });

  it('explains names that cannot be resolved and ports that need more rights, and nothing else', () => {
    const place = { host: 'nowhere.invalid', port: 443, portSetting: 'CAPSTAN_PORT' } as const;
    const told = (code: string) =>
      explainedListenError(Object.assign(new Error('as it came'), { code }), place).message;
    for (const code of ['ENOTFOUND', 'EAI_AGAIN']) assert.match(told(code), /CAPSTAN_HOST is nowhere\.invalid/);
    assert.match(told('EACCES'), /CAPSTAN_PORT is 443/);
    assert.equal(told('EMFILE'), 'as it came');
  });
});

describe('the warning of credentials in clear', () => {
  it('is given for every address that other machines reach, unless the API speaks TLS', () => {
    for (const address of ['0.0.0.0', '::', '192.0.2.1', '2001:db8::1', '128.0.0.1']) {
      assert.match(clearTextWarning(address, false) ?? '', /credentials cross the network in clear/);
      assert.equal(clearTextWarning(address, true), undefined);
    }
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
      assert.equal(clearTextWarning(address, false), undefined, address);
    }
  });
});
