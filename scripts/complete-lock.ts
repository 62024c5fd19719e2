/**
 * Completes package-lock.json after an `npm install` behind a registry mirror that does not carry every
 * package: npm leaves out the optional ones of other platforms that it cannot see, and a later `npm ci`
 * then refuses the file. They are added by name, version and platform; without an integrity, since
 * nothing here can know it. Run `npm run check` afterwards.
 */

import { readFileSync, writeFileSync } from 'node:fs';

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly license?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const FILE = new URL('../package-lock.json', import.meta.url);
const SYSTEMS = ['android', 'darwin', 'linux', 'win32', 'freebsd', 'openharmony'];
/** Longer names first: `arm64` is not `arm`. */
const PROCESSORS = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'arm'];

const lock: { packages: Record<string, LockEntry> } = JSON.parse(readFileSync(FILE, 'utf8'));
const known = new Set(Object.keys(lock.packages));
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isResolved(path, name)) continue;
    lock.packages[`node_modules/${name}`] = platformEntry(name, version, entry);
    known.add(`node_modules/${name}`);
    console.log(`added ${name} ${version}`);
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);

/** As Node looks it up: beside the package, then in every directory above. */
function isResolved(path: string, name: string): boolean {
  for (let place = path; ; place = place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/')))) {
    if (known.has(`${place === '' ? '' : `${place}/`}node_modules/${name}`)) return true;
    if (place === '') return false;
  }
}

function platformEntry(name: string, version: string, parent: LockEntry): LockEntry {
  const os = SYSTEMS.find((system) => name.includes(`-${system}`));
  const cpu = PROCESSORS.find((processor) => name.includes(`-${processor}`));
  if (!os || !cpu || !/^[\d.]+$/.test(version)) throw new Error(`${name} ${version} does not name a platform`);
  const libc = name.includes('musl') ? ['musl'] : name.includes('gnu') && os === 'linux' ? ['glibc'] : undefined;
  return {
    version,
    ...(parent.dev ? { dev: true } : {}),
    ...{ cpu: [cpu], ...(libc ? { libc } : {}), license: parent.license ?? 'MIT', optional: true, os: [os] },
    ...(parent.engines ? { engines: parent.engines } : {}),
  };
}
