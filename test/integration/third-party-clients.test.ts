/** OAuth 2 clients of others, and curl, get in and act: what speaks the standards needs nothing of ours. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type ApiHarness, startApi } from '../support/api-harness.ts';
import { Robot } from '../support/robot.ts';

const SCRIPT = fileURLToPath(new URL('../support/third_party_clients.py', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('../support/third-party-requirements.txt', import.meta.url));

let api: ApiHarness;
let directory: string;

before(async () => {
  api = await startApi();
  directory = await mkdtemp(join(tmpdir(), 'capstan-clients-test-'));
});
after(async () => {
  await api.close();
  await rm(directory, { recursive: true, force: true });
});

describe('requests-oauthlib and Authlib', () => {
  it('get tokens by secret and by key, act with them, ask about them and revoke them', async () => {
    const bySecret = await Robot.make(api);
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const byKey = await Robot.make(api, {
      authentication: 'private_key_jwt',
      public_keys: [publicKey.export({ format: 'jwk' })],
    });
    const python = await installClients();
    const input = {
      base_url: api.baseUrl,
      secret_client: { id: bySecret.clientId, secret: bySecret.secret },
      key_client: { id: byKey.clientId, private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
    };
    // oauthlib wants https even of loopback.
    const environment = { OAUTHLIB_INSECURE_TRANSPORT: '1' };
    const found = JSON.parse(await run(python, [SCRIPT], { input: JSON.stringify(input), environment }));
    for (const name of ['oauthlib_basic', 'oauthlib_post', 'authlib_basic', 'authlib_post']) {
      assert.deepEqual([found[name].type, found[name].id], ['application', bySecret.id], name);
    }
    const { id, authentication } = found.authlib_private_key_jwt;
    assert.deepEqual([id, authentication], [byKey.id, 'oauth2_private_key_jwt']);
    assert.deepEqual(found.authlib_revoked, { before: true, after: false });
  });
});

describe('curl', () => {
  it('gets in with an API key as the password of _api_key, and as a bearer token', async () => {
    const user = await api.createUser('curl-user', 'viewer');
    const made = await api.call('POST', `/v1/users/${user.id}/api-keys`, { as: user, body: { name: 'curl' } });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { key } = made.body;
    for (const credentials of [
      ['-u', `_api_key:${key}`],
      ['-H', `Authorization: Bearer ${key}`],
    ]) {
      const answer = await run('curl', ['--silent', '--fail', ...credentials, `${api.baseUrl}/v1/me`]);
      const { id, authentication } = JSON.parse(answer);
      assert.deepEqual([id, authentication], [user.id, 'api_key']);
    }
  });
});

/** Answers with the Python that has the clients. */
async function installClients(): Promise<string> {
  const venv = join(directory, 'venv');
  await run('python3', ['-m', 'venv', venv]);
  const python = join(venv, 'bin', 'python');
  const quietly = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
  await run(python, ['-m', 'pip', 'install', ...quietly, '-r', REQUIREMENTS]);
  return python;
}

interface RunOptions {
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Standard output of a program; a program that is missing fails the test by name. */
function run(
  program: string,
  args: readonly string[],
  { input = '', environment = {} }: RunOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...environment } });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (output.stdout += chunk));
    child.stderr.on('data', (chunk) => (output.stderr += chunk));
    child.once('error', (cause) => {
      reject(new Error(`${program} cannot be run: install Python 3.10 or later with venv, and curl`, { cause }));
    });
    child.once('close', (code) => {
      if (code === 0) resolve(output.stdout);
      else reject(new Error(`${program} ${args.slice(0, 3).join(' ')} ended with ${code}:\n${output.stderr}`));
    });
    child.stdin.end(input);
  });
}
