/** Logins at SSH servers that behave as OpenSSH cannot be told to: each one speaks the real protocol. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import ssh2, { type AuthContext, type KeyboardAuthContext } from 'ssh2';
import type { Login, TargetContext } from '../../connectors/contract.ts';
import { connectors } from '../../connectors/registry.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { rejectsWith } from './failure-expectations.ts';
import { newPassword } from './postgres-fixture.ts';

const HOST_KEY = makeEd25519KeyPair('').privateKey;
const ACCOUNT = { username: 'app', material: newPassword() } satisfies Login;
const { ssh_password: sshPassword, ssh_key: sshKey } = connectors;

describe('SSH servers of an odd kind', () => {
  const open = new Set<ssh2.Server>();
  after(() => {
    for (const server of open) server.close();
  });

  /** Starts a server whose answer to every authentication request is `decide`, and counts those that show a credential. */
  async function server(decide: (context: AuthContext) => void) {
    const attempts: string[] = [];
    const started = new ssh2.Server({ hostKeys: [HOST_KEY.reveal()] }, (client) => {
      client.on('error', () => undefined);
      client.on('authentication', (context) => {
        if (context.method !== 'none') attempts.push(context.method);
        decide(context);
      });
      client.on('ready', () => {
        client.on('session', (accept) => {
          accept().on('exec', (acceptCommand) => {
            const channel = acceptCommand();
            channel.exit(0);
            channel.end();
          });
        });
      });
    });
    open.add(started);
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    const key = ssh2.utils.parseKey(HOST_KEY.reveal());
    assert.ok(!(key instanceof Error));
    const fingerprint = `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace('=', '')}`;
    const target: TargetContext<{ become: 'none'; unlock: boolean }> = {
      endpoint: {
        address: '127.0.0.1',
        port: (started.address() as AddressInfo).port,
        trust: { kind: 'ssh_host_key', fingerprints: [fingerprint] },
      },
      settings: { become: 'none', unlock: false },
      connectTimeoutMs: 5_000,
      operationTimeoutMs: 5_000,
      signal: new AbortController().signal,
    };
    return { target, attempts };
  }

  const askingFor =
    (prompts: { prompt: string; echo: boolean }[], right: (answers: string[]) => boolean) => (context: AuthContext) => {
      if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
      return (context as KeyboardAuthContext).prompt(prompts, (answers) => {
        if (right(answers)) context.accept();
        else context.reject(['keyboard-interactive']);
      });
    };

  it('get the password by keyboard-interactive where they offer nothing else, once', async () => {
    const secret = ACCOUNT.material.secret.reveal();
    const { target, attempts } = await server(
      askingFor([{ prompt: 'Password: ', echo: false }], ([one]) => one === secret),
    );
    await sshPassword.login(target, ACCOUNT);
    assert.deepEqual(attempts, ['keyboard-interactive']);
    const wrong = newPassword();
    const login = sshPassword.login(target, { username: 'app', material: wrong });
    await rejectsWith(login, { code: 'credential_invalid', effect: 'none' }, [wrong]);
    assert.deepEqual(attempts, ['keyboard-interactive', 'keyboard-interactive']);
  });

  it('get the password in answer to the first hidden question only', async () => {
    let seen: string[] = [];
    const prompts = ['Name: ', 'Password: ', 'One-time code: '].map((prompt) => ({
      prompt,
      echo: prompt === 'Name: ',
    }));
    const { target } = await server(
      askingFor(prompts, (answers) => {
        seen = answers;
        return false;
      }),
    );
    const login = sshPassword.login(target, ACCOUNT);
    await rejectsWith(login, { code: 'credential_invalid', effect: 'none' }, [ACCOUNT.material]);
    assert.deepEqual(seen, ['', ACCOUNT.material.secret.reveal(), '']);
  });

  it('prove nothing when they let everybody in', async () => {
    const { target, attempts } = await server((context) => context.accept());
    await rejectsWith(sshPassword.login(target, ACCOUNT), { code: 'protocol_error', effect: 'none' }, [
      ACCOUNT.material,
    ]);
    assert.deepEqual(attempts, []);
  });

  it('are not shown a credential that they do not take', async () => {
    const { target, attempts } = await server((context) => context.reject(['hostbased']));
    await rejectsWith(sshPassword.login(target, ACCOUNT), { code: 'not_supported', effect: 'none' }, [
      ACCOUNT.material,
    ]);
    assert.deepEqual(attempts, []);
  });

  it('are told apart where they want a further factor', async () => {
    const { target, attempts } = await server((context) =>
      context.method === 'none' ? context.reject(['password']) : context.reject(['publickey'], true),
    );
    await rejectsWith(sshPassword.login(target, ACCOUNT), { code: 'access_denied', effect: 'none' }, [
      ACCOUNT.material,
    ]);
    assert.deepEqual(attempts, ['password']);
  });

  it('are told apart where they demand a new password', async () => {
    const { target } = await server((context) => {
      if (context.method !== 'password') return context.reject(['password']);
      return context.requestChange('change it now', () => undefined);
    });
    await rejectsWith(sshPassword.login(target, ACCOUNT), { code: 'access_denied', effect: 'none' }, [
      ACCOUNT.material,
    ]);
  });

  it('get one attempt with a key, and no password after it', async () => {
    const { privateKey, publicKey } = makeEd25519KeyPair('');
    const material = { kind: 'ssh_key', secret: privateKey, publicKey } as const;
    const { target, attempts } = await server((context) => context.reject(['publickey', 'password']));
    const login = sshKey.login({ ...target, settings: { become: 'none' } }, { username: 'app', material });
    await rejectsWith(login, { code: 'credential_invalid', effect: 'none' }, [material]);
    assert.deepEqual(attempts, ['publickey']);
  });
});
