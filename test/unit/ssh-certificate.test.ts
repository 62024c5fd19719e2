/** OpenSSH certificates as ssh-keygen reads them, and the text that carries one with its key. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { Secret } from '../../domain/secret.ts';
import { joinCertificate, PRINCIPAL_PATTERN, principalOf, splitCertificate } from '../../domain/ssh-certificate.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { type CertificateContent, signSshCertificate } from '../../runtime/ssh-certificate.ts';
import { sshFingerprint } from '../../runtime/ssh-fingerprint.ts';

const authority = makeEd25519KeyPair('authority');
const holder = makeEd25519KeyPair('holder');
const CONTENT: CertificateContent = {
  publicKey: holder.publicKey,
  serial: 0xfedc_ba98_7654_3210n,
  keyId: 'job:12 resource:34',
  principals: ['deploy'],
  validAfter: new Date('2026-05-01T10:00:00.900Z'),
  validBefore: new Date('2026-05-01T10:10:00Z'),
  extensions: [],
  sourceAddresses: [],
};

function shownBySshKeygen(certificate: string): string[] {
  const text = execFileSync('ssh-keygen', ['-L', '-f', '-'], {
    input: `${certificate}\n`,
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  });
  return text.split('\n').map((line) => line.trim());
}

describe('SSH certificates', () => {
  it('say to ssh-keygen what they were made with, and nothing else', () => {
    const shown = shownBySshKeygen(signSshCertificate(authority.privateKey, CONTENT));
    assert.deepEqual(shown.slice(1, -1), [
      'Type: ssh-ed25519-cert-v01@openssh.com user certificate',
      `Public key: ED25519-CERT ${sshFingerprint(holder.publicKey)}`,
      `Signing CA: ED25519 ${sshFingerprint(authority.publicKey)} (using ssh-ed25519)`,
      'Key ID: "job:12 resource:34"',
      `Serial: ${0xfedc_ba98_7654_3210n}`,
      'Valid: from 2026-05-01T10:00:00 to 2026-05-01T10:10:00',
      'Principals:',
      'deploy',
      'Critical Options: (none)',
      'Extensions: (none)',
    ]);
  });

  it('carry several principals, and extensions in the order that readers want', () => {
    const content = {
      ...CONTENT,
      principals: ['one', 'two'],
      extensions: ['permit-pty', 'permit-port-forwarding'],
    } as const;
    const shown = shownBySshKeygen(signSshCertificate(authority.privateKey, content));
    assert.deepEqual(shown.slice(7, -1), [
      'Principals:',
      'one',
      'two',
      'Critical Options: (none)',
      'Extensions:',
      'permit-port-forwarding',
      'permit-pty',
    ]);
  });

  it('name the networks from which alone they are good', () => {
    const content = { ...CONTENT, sourceAddresses: ['192.0.2.0/24', '2001:db8::1'] };
    const shown = shownBySshKeygen(signSshCertificate(authority.privateKey, content));
    assert.deepEqual(shown.slice(9, 12), [
      'Critical Options:',
      'source-address 192.0.2.0/24,2001:db8::1',
      'Extensions: (none)',
    ]);
  });

  it('differ each time, although all that they say is the same', () => {
    const make = () => signSshCertificate(authority.privateKey, CONTENT);
    assert.notEqual(make(), make());
  });

  it('are not made for everybody, for other keys, or by what is no Ed25519 key', () => {
    const make = (content: Partial<CertificateContent>, key = authority.privateKey) =>
      signSshCertificate(key, { ...CONTENT, ...content });
    assert.throws(() => make({ principals: [] }), /principals/);
    assert.throws(() => make({ principals: [''] }), /principals/);
    assert.throws(() => make({ publicKey: 'ssh-rsa AAAAB3NzaC1yc2E=' }), /Ed25519/);
    assert.throws(() => make({ publicKey: holder.publicKey.slice(0, 60) }), /Ed25519/);
    assert.throws(() => make({}, new Secret('not a key')), /Ed25519/);
    assert.throws(() => make({}, new Secret(holder.publicKey)), /Ed25519/);
  });

  it('travel with their key as one text, which nothing else is taken for', () => {
    const certificate = signSshCertificate(authority.privateKey, CONTENT);
    const joined = joinCertificate({ privateKey: holder.privateKey.reveal(), certificate });
    assert.deepEqual(splitCertificate(joined), { privateKey: holder.privateKey.reveal(), certificate });
    for (const other of ['', holder.privateKey.reveal(), certificate, `${joined}x`, joined.trim()]) {
      assert.equal(splitCertificate(other), null);
    }
  });

  it('name the account by the principal of the platform, which holds nothing that would part a list', () => {
    const account = { username: 'deploy', deviceId: 7 };
    assert.equal(principalOf('{username}', account), 'deploy');
    assert.equal(principalOf('capstan-{username}@{device_id}', account), 'capstan-deploy@7');
    for (const bad of ['', 'a,b', 'a b', 'a"b', '{name}', 'a\n']) assert.doesNotMatch(bad, PRINCIPAL_PATTERN);
  });
});
