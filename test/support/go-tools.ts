/** Verifiers that others wrote, in Go: built once from pinned modules, then run by the tests. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('go-verifier', import.meta.url));
const FSCK = 'github.com/transparency-dev/tessera/cmd/fsck';
/** Tessera's fsck ends with exit code 0 whatever it finds; this is what it logs at the end where all is well. */
const FSCK_SUCCESS = /Successfully fsck'd log with size \d+/;
/** It waits forever for a worker where all of them have ended at a bad tile: so there are more than the tests have tiles. */
const FSCK_WORKERS = 64;
const FSCK_LIMIT_MS = 300_000;

/** Why a test that needs Go is skipped. */
export const NO_GO = 'go is not installed here: the verifiers in Go were not asked';

export interface GoTools {
  /** Path of the program built from `go-verifier/`. */
  readonly verifier: string;
  /** Path of Tessera's fsck. */
  readonly fsck: string;
}

export interface GoVerdict {
  readonly ok: boolean;
  readonly output: string;
}

/** What `go-verifier/main.go` reads; bytes in base64. A root that is not given is that of the checkpoint of the size. */
export interface GoDocument {
  readonly vkeys?: readonly string[];
  readonly checkpoints?: readonly string[];
  readonly cosignatures?: readonly { readonly checkpoint: string; readonly vkey: string }[];
  readonly inclusion?: readonly {
    readonly index: number;
    readonly size: number;
    readonly leaf_hash: string;
    readonly hashes: readonly string[];
    readonly root_hash?: string;
  }[];
  readonly consistency?: readonly {
    readonly from: number;
    readonly to: number;
    readonly hashes: readonly string[];
    readonly from_root_hash?: string;
    readonly to_root_hash?: string;
  }[];
  readonly tiles?: {
    readonly size: number;
    readonly root_hash?: string;
    /** By path, for example `tile/0/000.p/5`. */
    readonly files: Readonly<Record<string, string>>;
    readonly leaf_hashes: readonly string[];
  };
}

/**
 * The tools, built if they are not yet; null where there is no Go.
 * @throws Error with Go's own words where it cannot build them
 */
export async function goTools(): Promise<GoTools | null> {
  const version = await goVersion();
  if (version === null) return null;
  const directory = join(tmpdir(), `capstan-go-tools-${sourceKey(version)}`);
  if (!isOurs(directory)) await build(directory);
  return { verifier: join(directory, 'verifier'), fsck: join(directory, 'fsck') };
}

export async function runGoVerifier({ verifier }: GoTools, document: GoDocument): Promise<GoVerdict> {
  const { exitCode, output } = await run(verifier, [], { input: JSON.stringify(document) });
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`go-verifier ended with ${exitCode}: ${output}`);
  return { ok: exitCode === 0 && output.trim() === 'OK', output };
}

/** Has the tiles under a URL checked, every one of them. The key file is a temporary one. */
export async function runFsck(
  { fsck }: GoTools,
  log: { readonly storageUrl: string; readonly vkey: string; readonly bearerToken?: string },
): Promise<GoVerdict> {
  const directory = mkdtempSync(join(tmpdir(), 'capstan-fsck-'));
  try {
    const keyFile = join(directory, 'vkey');
    // It takes the newline for a part of the key.
    writeFileSync(keyFile, log.vkey.trim());
    const args = [`--storage_url=${log.storageUrl}`, `--public_key=${keyFile}`, '--ui=false', `--N=${FSCK_WORKERS}`];
    if (log.bearerToken !== undefined) args.push(`--bearer_token=${log.bearerToken}`);
    const { exitCode, output } = await run(fsck, args, { limitMs: FSCK_LIMIT_MS });
    return { ok: exitCode === 0 && FSCK_SUCCESS.test(output), output };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function goVersion(): Promise<string | null> {
  try {
    const { exitCode, output } = await run('go', ['version'], { cwd: SOURCE });
    if (exitCode !== 0) throw new Error(`go version ended with ${exitCode}: ${output}`);
    return output;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Other sources, other modules, another Go: another place. */
function sourceKey(version: string): string {
  const hash = createHash('sha256').update(version);
  for (const name of readdirSync(SOURCE).sort()) hash.update(name).update(readFileSync(join(SOURCE, name)));
  return hash.digest('hex').slice(0, 16);
}

/** The directory for temporary files is open to everybody, and what lies there is going to be run. */
function isOurs(directory: string): boolean {
  return existsSync(directory) && statSync(directory).uid === process.getuid?.();
}

/** Several test files may be at it at once: each builds aside, the first one to be ready wins. */
async function build(directory: string): Promise<void> {
  const aside = mkdtempSync(`${directory}-`);
  try {
    for (const [name, what] of [
      ['verifier', '.'],
      ['fsck', FSCK],
    ] as const) {
      const { exitCode, output } = await run('go', ['build', '-buildvcs=false', '-o', join(aside, name), what], {
        cwd: SOURCE,
      });
      if (exitCode !== 0)
        throw new Error(`go cannot build ${what}, which the tests need where Go is installed:\n${output}`);
    }
    renameSync(aside, directory);
  } catch (error) {
    if (!isOurs(directory)) throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

interface RunOptions {
  readonly input?: string;
  readonly cwd?: string;
  /** After this long it is killed, and has no exit code. */
  readonly limitMs?: number;
}

function run(command: string, args: readonly string[], { input = '', cwd, limitMs }: RunOptions = {}) {
  return new Promise<{ exitCode: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      ...(limitMs === undefined ? {} : { timeout: limitMs, killSignal: 'SIGKILL' }),
    });
    let output = '';
    const add = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output }));
    // A program that ends before it has read everything says why by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
