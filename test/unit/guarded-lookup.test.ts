/** Names that tenants give: how they are looked up, and that a connection goes where was looked. */

import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { guardedLookup, hostProblem, OutboundRefused, urlProblem } from '../../runtime/guarded-lookup.ts';
import { NamedNetworks } from '../../runtime/named-networks.ts';
import { isOwnAddress } from '../../runtime/own-addresses.ts';
import { type NameSources, resolveName } from '../../runtime/resolve-name.ts';
import { type DnsServer, startDnsServer } from '../support/dns-server.ts';

describe('a name that a tenant has given', () => {
  const directory = mkdtempSync(join(tmpdir(), 'capstan-names-'));
  let dns: DnsServer;
  let sources: NameSources;

  before(async () => {
    dns = await startDnsServer(() => []);
    const [hostsFile, resolverFile] = [join(directory, 'hosts'), join(directory, 'resolv.conf')];
    writeFileSync(
      hostsFile,
      '# ours\n192.0.2.7\tListed.example  listed # and no more\n2001:db8::7 listed\nnonsense listed\n',
    );
    writeFileSync(resolverFile, 'search ignored.example\nnameserver 192.0.2.53\nsearch one.example two.example.\n');
    sources = { hostsFile, resolverFile, servers: [dns.address] };
  });
  after(async () => {
    await dns.close();
    rmSync(directory, { recursive: true });
  });

  const addressesOf = async (name: string) => (await resolveName(name, sources)).map(({ address }) => address);
  const fails = (code: string) => (error: unknown) => Object(error).code === code;

  it('is looked up in the table of hosts, then in DNS, where one word is meant in the domains of the machine first', async () => {
    dns.answer = (name) => (name === 'mail.two.example' || name === 'logs.example' ? ['192.0.2.1', '192.0.2.2'] : []);
    assert.deepEqual(await addressesOf('LISTED'), ['192.0.2.7', '2001:db8::7']);
    assert.deepEqual(await addressesOf('listed.example.'), ['192.0.2.7']);
    assert.deepEqual(await addressesOf('any.localhost'), ['127.0.0.1', '::1']);
    assert.deepEqual(dns.asked, []);
    assert.deepEqual(await addressesOf('mail'), ['192.0.2.1', '192.0.2.2']);
    assert.deepEqual(await addressesOf('logs.example'), ['192.0.2.1', '192.0.2.2']);
    assert.deepEqual(dns.asked.splice(0), ['mail.one.example', 'mail.two.example', 'logs.example']);
    await assert.rejects(addressesOf('un.known'), fails('ENOTFOUND'));
    assert.deepEqual(dns.asked.splice(0), ['un.known', 'un.known.one.example', 'un.known.two.example']);
    await assert.rejects(addressesOf('un.known.'), fails('ENOTFOUND'));
    assert.deepEqual(dns.asked.splice(0), ['un.known']);
  });

  it('that nobody answers for is given up in time, and holds up no other name of this process', async () => {
    dns.answer = (name) => (name.startsWith('slow') ? 'silent' : ['192.0.2.1']);
    const slow = Array.from({ length: 32 }, (_, at) => resolveName(`slow-${at}.example`, sources, 1_000));
    const ended = Promise.allSettled(slow);
    let areWaiting = true;
    void ended.then(() => {
      areWaiting = false;
    });
    await lookup('localhost');
    assert.deepEqual(await addressesOf('quick.example'), ['192.0.2.1']);
    assert.ok(areWaiting);
    for (const name of slow) await assert.rejects(name, fails('ETIMEOUT'));
  });

  it('is connected to at the address that was judged, whatever it leads to a moment later', async () => {
    const server = createServer((_request, response) => response.end('here'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const port = Number(Reflect.get(Object(server.address()), 'port'));
    const answers: string[][] = [];
    dns.answer = () => answers.shift() ?? [];
    dns.asked.splice(0);
    const ask = (rules: { allowsLoopback: boolean }) =>
      new Promise<number | undefined>((resolve, reject) => {
        const by = guardedLookup(rules, (name) => resolveName(name, sources));
        get(`http://rebound.example:${port}/`, { lookup: by, agent: false }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        }).on('error', reject);
      });
    try {
      answers.push(['127.0.0.1'], ['192.0.2.1']);
      assert.equal(await ask({ allowsLoopback: true }), 200);
      assert.deepEqual(dns.asked, ['rebound.example']);
      for (const mixed of [['127.0.0.1'], ['192.0.2.1', '127.0.0.1'], ['192.0.2.1', '169.254.169.254']]) {
        answers.splice(0, 9, mixed);
        await assert.rejects(ask({ allowsLoopback: false }), OutboundRefused, `${mixed}`);
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('an address of this machine on a network', () => {
  const info = { netmask: '', mac: '', internal: false, cidr: null };
  const interfaces = {
    one: [
      { ...info, address: '10.1.2.3', family: 'IPv4' as const },
      { ...info, address: 'fd00::3', family: 'IPv6' as const, scopeid: 0 },
    ],
  };

  it('is known in every spelling, and no other is', () => {
    for (const own of ['10.1.2.3', 'fd00::3', 'fd00:0::0:3', '64:ff9b::10.1.2.3', '2002:a01:203::1']) {
      assert.ok(isOwnAddress(own, interfaces), own);
    }
    for (const other of ['10.1.2.4', 'fd00::4', '64:ff9b::10.1.2.4', 'a.name', '']) {
      assert.ok(!isOwnAddress(other, interfaces), other);
    }
  });

  it('is refused, also in a network that is open, unless loopback is open or it is named itself', () => {
    const own = Object.values(networkInterfaces())
      .flatMap((infos) => infos ?? [])
      .filter(({ address }) => !/^(?:127\.|::1$|fe80:|169\.254\.)/.test(address));
    for (const { address, family } of own) {
      const around = `${address}/${family === 'IPv4' ? 24 : 64}`;
      const named = (...networks: string[]) => ({ allowsLoopback: false, networks: new NamedNetworks(networks) });
      assert.match(hostProblem(address, { allowsLoopback: false }) ?? '', /this machine itself/);
      assert.match(hostProblem(address, named(around)) ?? '', /this machine itself/);
      assert.equal(hostProblem(address, named(address)), null);
      assert.equal(hostProblem(address, { allowsLoopback: true }), null);
      assert.equal(hostProblem(address, { allowsLoopback: false, allowsOwn: true }), null);
      const url = new URL(`https://${family === 'IPv6' ? `[${address}]` : address}/in`);
      assert.match(urlProblem(url, named(around)) ?? '', /this machine itself/);
    }
  });
});
