/** Settings are read whole or refused whole, by name, and never show a secret. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { makeServerCertificate } from '../../launcher/demo/certificate.ts';
import { readSettings, SettingsError } from '../../runtime/settings.ts';

const directory = mkdtempSync(join(tmpdir(), 'capstan-settings-'));
after(() => rmSync(directory, { recursive: true }));

function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.problems;
  }
  return [];
}

/** Writes `text` to a file of its own. */
function fileOf(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe('readSettings', () => {
  it('needs no setting at all', () => {
    const settings = readSettings({ PATH: '/usr/bin' });
    assert.equal(settings.host, '127.0.0.1');
    assert.equal(settings.port, 8420);
    assert.equal(settings.dataDir, resolve('.capstan'));
    assert.equal(settings.masterKeyFile, resolve('.capstan/keys/master.json'));
    assert.equal(settings.sharedKeyFile, resolve('.capstan/keys/shared.json'));
    assert.equal(settings.ledgerKeyFile, resolve('.capstan/keys/ledger.json'));
    assert.equal(settings.ledgerDir, resolve('.capstan/ledger'));
    assert.equal(settings.mongodbUri, undefined);
    assert.equal(settings.temporalAddress, undefined);
    assert.equal(settings.adminPassword, undefined);
    assert.equal(settings.loopbackIssuers, false);
  });

  it('lets issuers be on loopback where that is said in so many words', () => {
    assert.equal(readSettings({ CAPSTAN_LOOPBACK_ISSUERS: '1' }).loopbackIssuers, true);
    assert.equal(readSettings({ CAPSTAN_LOOPBACK_ISSUERS: '0' }).loopbackIssuers, false);
    assert.match(problemsOf({ CAPSTAN_LOOPBACK_ISSUERS: 'maybe' })[0] ?? '', /^CAPSTAN_LOOPBACK_ISSUERS must be/);
  });

  it('lets log collectors be on loopback where that is said in so many words', () => {
    assert.equal(readSettings({}).loopbackCollectors, false);
    assert.equal(readSettings({ CAPSTAN_LOOPBACK_COLLECTORS: '1' }).loopbackCollectors, true);
    assert.match(problemsOf({ CAPSTAN_LOOPBACK_COLLECTORS: 'yes' })[0] ?? '', /^CAPSTAN_LOOPBACK_COLLECTORS must be/);
  });

  it('takes an empty value as absent', () => {
    assert.equal(readSettings({ CAPSTAN_PORT: '', CAPSTAN_MONGODB_URI: '' }).port, 8420);
  });

  it('keeps the keys in the data directory unless they are named', () => {
    const settings = readSettings({ CAPSTAN_DATA_DIR: directory, CAPSTAN_SHARED_KEY_FILE: '/etc/capstan/shared.json' });
    assert.equal(settings.masterKeyFile, join(directory, 'keys/master.json'));
    assert.equal(settings.sharedKeyFile, '/etc/capstan/shared.json');
  });

  it('names every bad setting at once', () => {
    const problems = problemsOf({
      CAPSTAN_PORT: '70000',
      CAPSTAN_TEMPORAL_ADDRESS: 'nowhere',
      CAPSTAN_MONGODB_URI: 'postgres://x',
      CAPSTAN_LOG_LEVEL: 'loud',
    });
    const named = problems.map((problem) => problem.split(' ')[0]).sort();
    assert.deepEqual(named, ['CAPSTAN_LOG_LEVEL', 'CAPSTAN_MONGODB_URI', 'CAPSTAN_PORT', 'CAPSTAN_TEMPORAL_ADDRESS']);
  });

  for (const port of ['0', '65536', 'http', '80.5', '-1']) {
    it(`refuses ${port} as a port`, () => assert.match(problemsOf({ CAPSTAN_PORT: port })[0] ?? '', /^CAPSTAN_PORT /));
  }

  it('refuses a name that it does not know, so that a slip of the pen is not a silent default', () => {
    assert.match(problemsOf({ CAPSTAN_PROT: '8421' })[0] ?? '', /CAPSTAN_PROT is not a setting/);
  });

  it('leaves the launcher its own settings', () => {
    const own = ['CAPSTAN_MONGOD_BINARY', 'CAPSTAN_TEMPORAL_BINARY', 'CAPSTAN_CACHE_DIR', 'CAPSTAN_OFFLINE'];
    assert.deepEqual(problemsOf(Object.fromEntries(own.map((name) => [name, '1']))), []);
  });

  it('refuses files that are not there', () => {
    const problems = problemsOf({ CAPSTAN_TLS_CERT: join(directory, 'none'), CAPSTAN_TLS_KEY: directory });
    assert.equal(problems.length, 2);
    for (const problem of problems) assert.match(problem, /which is not a file/);
  });

  it('refuses a certificate without its key', () => {
    const certificate = join(directory, 'certificate.pem');
    writeFileSync(certificate, 'x');
    assert.match(problemsOf({ CAPSTAN_TLS_CERT: certificate })[0] ?? '', /go together/);
  });

  it('takes a certificate with its key, and refuses by name what is no certificate, no key, or another key', () => {
    const problems = (cert: string, key: string) => problemsOf({ CAPSTAN_TLS_CERT: cert, CAPSTAN_TLS_KEY: key });
    const { certPem, keyPem } = makeServerCertificate('an authority', ['localhost']);
    const [cert, key] = [fileOf('cert.pem', certPem), fileOf('key.pem', keyPem)];
    assert.deepEqual(problems(cert, key), []);

    const garbage = fileOf('garbage.pem', 'this is no PEM, but hunter2');
    const both = problems(garbage, garbage);
    assert.deepEqual(
      both.map((problem) => problem.split(' ')[0]),
      ['CAPSTAN_TLS_CERT', 'CAPSTAN_TLS_KEY'],
    );
    assert.doesNotMatch(both.join(), /hunter2/);
    assert.match(problems(key, key).join(), /^CAPSTAN_TLS_CERT .* no PEM certificate/);
    assert.match(problems(cert, cert).join(), /^CAPSTAN_TLS_KEY .* no PEM private key/);

    const sameType = makeServerCertificate('an authority', ['localhost']).keyPem;
    const otherType = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const pem of [sameType, otherType]) {
      const foreign = fileOf('foreign.pem', pem);
      assert.match(problems(cert, foreign).join(), /^CAPSTAN_TLS_KEY .* not the key of the certificate/);
    }
  });

  for (const host of [
    '127.0.0.1',
    '0.0.0.0',
    '::',
    '::1',
    'localhost',
    'api.example.org',
    'capstan-1',
    '2001:db8::7',
  ]) {
    it(`takes ${host} as a host`, () => assert.equal(readSettings({ CAPSTAN_HOST: host }).host, host));
  }

  const noHosts = ['256.1.1.1', '10.1', '[::1]', 'a host', 'http://localhost', 'localhost:8420', '-a', 'a..b', 'a_b'];
  for (const host of [...noHosts, 'a'.repeat(64)]) {
    it(`refuses ${host} as a host`, () => assert.match(problemsOf({ CAPSTAN_HOST: host })[0] ?? '', /^CAPSTAN_HOST /));
  }

  it('opens private networks to notifications where they are named, and none otherwise', () => {
    assert.deepEqual(readSettings({}).notificationNetworks, []);
    const opened = readSettings({ CAPSTAN_NOTIFICATION_NETWORKS: '10.1.0.0/16, 127.0.0.1' }).notificationNetworks;
    assert.deepEqual(opened, ['10.1.0.0/16', '127.0.0.1']);
    assert.match(
      problemsOf({ CAPSTAN_NOTIFICATION_NETWORKS: 'all' })[0] ?? '',
      /^CAPSTAN_NOTIFICATION_NETWORKS must be/,
    );
  });

  it('takes proxies as addresses and ranges, trusts none unless told so, and never everybody', () => {
    const proxies = (text: string) => readSettings({ CAPSTAN_TRUSTED_PROXIES: text }).trustedProxies;
    assert.deepEqual(readSettings({}).trustedProxies, []);
    assert.deepEqual(proxies('10.0.0.1'), ['10.0.0.1']);
    assert.deepEqual(proxies('10.0.0.0/8, ::1 ,fd00::/8'), ['10.0.0.0/8', '::1', 'fd00::/8']);
    for (const text of [
      'proxy.example.org',
      '10.1',
      '10.0.0.0/33',
      '10.0.0.1,',
      '0.0.0.0/0',
      '::/0',
      'loopback',
      'true',
    ]) {
      assert.match(problemsOf({ CAPSTAN_TRUSTED_PROXIES: text })[0] ?? '', /^CAPSTAN_TRUSTED_PROXIES must be/, text);
    }
  });

  it('refuses a data directory that is a file or lies below one; one that is not there yet may come', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')]) {
      assert.match(problemsOf({ CAPSTAN_DATA_DIR: path }).join(), /^CAPSTAN_DATA_DIR .* is not a directory$/);
    }
    for (const path of [directory, join(directory, 'not', 'yet')]) {
      assert.deepEqual(problemsOf({ CAPSTAN_DATA_DIR: path }), []);
    }
  });

  it('refuses two administrator passwords, and short ones', () => {
    const file = join(directory, 'password');
    writeFileSync(file, 'from-a-file-1234\n');
    const both = { CAPSTAN_ADMIN_PASSWORD: 'from-the-environment', CAPSTAN_ADMIN_PASSWORD_FILE: file };
    assert.match(problemsOf(both)[0] ?? '', /both set/);
    assert.match(problemsOf({ CAPSTAN_ADMIN_PASSWORD: 'short' })[0] ?? '', /12 characters/);
    writeFileSync(file, 'short\n');
    assert.match(problemsOf({ CAPSTAN_ADMIN_PASSWORD_FILE: file })[0] ?? '', /12 characters/);
  });

  it('reads the administrator password from a file without its line end, and never shows it', () => {
    const file = join(directory, 'good-password');
    writeFileSync(file, 'correct horse battery\n');
    const settings = readSettings({ CAPSTAN_ADMIN_PASSWORD_FILE: file });
    assert.equal(settings.adminPassword?.reveal(), 'correct horse battery');
    assert.doesNotMatch(`${inspect(settings)} ${JSON.stringify(settings)}`, /correct horse/);
  });

  it('does not repeat a bad secret in its message', () => {
    const message = problemsOf({ CAPSTAN_ADMIN_PASSWORD: 'hunter2', CAPSTAN_MONGODB_URI: 'http://u:hunter2@h' }).join();
    assert.doesNotMatch(message, /hunter2/);
  });
});
