/** Settings of a gateway: its defaults, what each refuses by name, and what contradicts itself. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { makeServerCertificate } from '../../launcher/demo/certificate.ts';
import { readSettings, SettingsError } from '../../runtime/settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'capstan-gateway-settings-'));
after(() => rmSync(directory, { recursive: true }));

const gatewayOf = (environment: NodeJS.ProcessEnv) => readSettings(environment).gateway;

function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.problems;
  }
  return [];
}

function fileOf(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** A certificate with its key, as settings name them. */
function tlsPair(): { CAPSTAN_GATEWAY_TLS_CERT: string; CAPSTAN_GATEWAY_TLS_KEY: string } {
  const { certPem, keyPem } = makeServerCertificate('an authority', ['localhost']);
  return {
    CAPSTAN_GATEWAY_TLS_CERT: fileOf('cert.pem', certPem),
    CAPSTAN_GATEWAY_TLS_KEY: fileOf('key.pem', keyPem),
  };
}

describe('settings of a gateway', () => {
  it('are none that somebody has to make', () => {
    assert.deepEqual(gatewayOf({}), {
      host: '127.0.0.1',
      port: 8430,
      sshPort: 8432,
      postgresPort: 8433,
      publicUrl: 'http://127.0.0.1:8430',
      publicHost: '127.0.0.1',
      tls: undefined,
      hostKeyFile: resolve('.capstan/keys/gateway-host.json'),
      probePort: undefined,
      leaseMs: 15_000,
      drainMs: 30_000,
    });
  });

  it('are all taken as they are given', () => {
    const pair = tlsPair();
    const given = gatewayOf({
      ...pair,
      CAPSTAN_GATEWAY_HOST: '0.0.0.0',
      CAPSTAN_GATEWAY_PORT: '443',
      CAPSTAN_GATEWAY_SSH_PORT: '22',
      CAPSTAN_GATEWAY_POSTGRES_PORT: '5432',
      CAPSTAN_GATEWAY_PUBLIC_URL: 'https://connect.example',
      CAPSTAN_GATEWAY_PUBLIC_HOST: 'connect.example',
      CAPSTAN_GATEWAY_HOST_KEY_FILE: '/etc/capstan/host.json',
      CAPSTAN_GATEWAY_PROBE_PORT: '8431',
      CAPSTAN_GATEWAY_LEASE_SECONDS: '5',
      CAPSTAN_GATEWAY_DRAIN_SECONDS: '0',
    });
    assert.deepEqual(given, {
      host: '0.0.0.0',
      port: 443,
      sshPort: 22,
      postgresPort: 5432,
      publicUrl: 'https://connect.example',
      publicHost: 'connect.example',
      tls: { certFile: pair.CAPSTAN_GATEWAY_TLS_CERT, keyFile: pair.CAPSTAN_GATEWAY_TLS_KEY },
      hostKeyFile: '/etc/capstan/host.json',
      probePort: 8431,
      leaseMs: 5_000,
      drainMs: 0,
    });
  });

  it('leave out the sides that are given no port', () => {
    const { sshPort, postgresPort } = gatewayOf({ CAPSTAN_GATEWAY_SSH_PORT: '0', CAPSTAN_GATEWAY_POSTGRES_PORT: '0' });
    assert.deepEqual([sshPort, postgresPort], [null, null]);
  });

  it('keep the host key with the other keys', () => {
    assert.equal(gatewayOf({ CAPSTAN_DATA_DIR: directory }).hostKeyFile, join(directory, 'keys/gateway-host.json'));
  });

  it('name an address that clients reach, where none is named', () => {
    const pair = tlsPair();
    for (const [listens, host, url] of [
      ['0.0.0.0', '127.0.0.1', 'https://127.0.0.1:8430'],
      ['::', '::1', 'https://[::1]:8430'],
      ['2001:db8::7', '2001:db8::7', 'https://[2001:db8::7]:8430'],
      ['connect.example', 'connect.example', 'https://connect.example:8430'],
    ] as const) {
      const { publicHost, publicUrl } = gatewayOf({ ...pair, CAPSTAN_GATEWAY_HOST: listens });
      assert.deepEqual([publicHost, publicUrl], [host, url]);
    }
    const named = gatewayOf({ CAPSTAN_GATEWAY_PUBLIC_HOST: 'connect.example' });
    assert.equal(named.publicUrl, 'http://connect.example:8430');
  });

  for (const [name, values] of [
    ['CAPSTAN_GATEWAY_HOST', ['256.1.1.1', '[::1]', 'a host', 'localhost:8430']],
    ['CAPSTAN_GATEWAY_PORT', ['0', '65536', '-1', '80.5', 'http']],
    ['CAPSTAN_GATEWAY_SSH_PORT', ['65536', '-1', '22.5', 'ssh', 'none']],
    ['CAPSTAN_GATEWAY_POSTGRES_PORT', ['65536', '-1', 'postgres']],
    [
      'CAPSTAN_GATEWAY_PUBLIC_URL',
      ['connect.example', 'ftp://connect.example', 'https://connect.example/', 'https://a b'],
    ],
    ['CAPSTAN_GATEWAY_PUBLIC_HOST', ['https://connect.example', 'connect.example:22', 'a_b']],
    ['CAPSTAN_GATEWAY_PROBE_PORT', ['0', '65536', 'probe']],
    ['CAPSTAN_GATEWAY_LEASE_SECONDS', ['4', '301', '5.5', 'soon']],
    ['CAPSTAN_GATEWAY_DRAIN_SECONDS', ['-1', '86401', '0.5', 'never']],
  ] as const) {
    it(`refuse by name what is no ${name}`, () => {
      for (const value of values) {
        const problems = problemsOf({ [name]: value });
        assert.deepEqual([...new Set(problems.map((problem) => problem.split(' ')[0]))], [name], value);
      }
    });
  }

  it('refuse files that are not there, and one without the other', () => {
    const { CAPSTAN_GATEWAY_TLS_CERT, CAPSTAN_GATEWAY_TLS_KEY } = tlsPair();
    const missing = { CAPSTAN_GATEWAY_TLS_CERT: join(directory, 'none'), CAPSTAN_GATEWAY_TLS_KEY: directory };
    const problems = problemsOf(missing);
    assert.equal(problems.length, 2);
    for (const problem of problems) assert.match(problem, /^CAPSTAN_GATEWAY_TLS_.* which is not a file/);
    for (const half of [{ CAPSTAN_GATEWAY_TLS_CERT }, { CAPSTAN_GATEWAY_TLS_KEY }]) {
      assert.match(problemsOf(half).join(), /^CAPSTAN_GATEWAY_TLS_CERT and CAPSTAN_GATEWAY_TLS_KEY go together/);
    }
  });

  it('refuse by their own names what is no certificate, no key, or another key', () => {
    const pair = tlsPair();
    const { CAPSTAN_GATEWAY_TLS_CERT: cert, CAPSTAN_GATEWAY_TLS_KEY: key } = pair;
    const problems = (certFile: string, keyFile: string) =>
      problemsOf({ CAPSTAN_GATEWAY_TLS_CERT: certFile, CAPSTAN_GATEWAY_TLS_KEY: keyFile }).join();
    assert.equal(problems(cert, key), '');
    assert.match(problems(key, key), /^CAPSTAN_GATEWAY_TLS_CERT .* no PEM certificate/);
    assert.match(problems(cert, cert), /^CAPSTAN_GATEWAY_TLS_KEY .* no PEM private key/);
    const foreign = fileOf('foreign.pem', makeServerCertificate('an authority', ['localhost']).keyPem);
    const told = problems(cert, foreign);
    assert.match(
      told,
      /^CAPSTAN_GATEWAY_TLS_KEY .* not the key of the certificate that CAPSTAN_GATEWAY_TLS_CERT names/,
    );
  });

  it('let tokens cross no network in clear', () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', '128.0.0.1', '2001:db8::1', 'connect.example']) {
      assert.match(problemsOf({ CAPSTAN_GATEWAY_HOST: host }).join(), /^CAPSTAN_GATEWAY_HOST .* in clear/, host);
      assert.deepEqual(problemsOf({ ...tlsPair(), CAPSTAN_GATEWAY_HOST: host }), [], host);
    }
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) {
      assert.deepEqual(problemsOf({ CAPSTAN_GATEWAY_HOST: host }), [], host);
    }
  });
});
