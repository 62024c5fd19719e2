/**
 * What a name that tenants have given leads to, by the machine's table of hosts and by DNS. Not by the system's own
 * function: that takes as long as it likes, and holds one of the few threads on which everything else looks up names.
 */

import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/** For all questions together. */
const RESOLVE_MS = 5_000;
/** For the first try of a question at a server; the second may take longer. */
const QUERY_MS = 1_500;
const TRIES = 2;

/** Answers of DNS that say that there is no such thing. */
const UNKNOWN: readonly unknown[] = ['ENOTFOUND', 'ENODATA'];

const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** Where names are looked up. */
export interface NameSources {
  readonly hostsFile: string;
  /** Names the domains to search in. */
  readonly resolverFile: string;
  /** Of DNS, with ports; left out: those of the machine. */
  readonly servers?: readonly string[];
}

const OF_MACHINE: NameSources = { hostsFile: '/etc/hosts', resolverFile: '/etc/resolv.conf' };

/** @throws Error with a `code` of DNS where nothing is known of it, or not in time. */
export async function resolveName(
  name: string,
  sources: NameSources = OF_MACHINE,
  withinMs = RESOLVE_MS,
): Promise<readonly LookupAddress[]> {
  const host = name.toLowerCase().replace(/\.$/, '');
  const listed = hostsIn(await textOf(sources.hostsFile), host);
  if (listed.length > 0) return listed;
  // RFC 6761: what is called so is here, whatever DNS says.
  if (host === 'localhost' || host.endsWith('.localhost')) return LOOPBACK;
  // One for each name, so that giving this one up leaves the others alone.
  const resolver = new Resolver({ timeout: QUERY_MS, tries: TRIES });
  if (sources.servers) resolver.setServers(sources.servers);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    resolver.cancel();
  }, withinMs);
  try {
    for (const candidate of candidatesOf(name, searchedIn(await textOf(sources.resolverFile)))) {
      const found = await ask(resolver, candidate);
      if (found.length > 0) return found;
      if (isLate) break;
    }
  } catch (error) {
    if (!isLate) throw error;
  } finally {
    clearTimeout(timer);
  }
  throw isLate
    ? failed(name, 'ETIMEOUT', `is not resolved within ${withinMs} ms`)
    : failed(name, 'ENOTFOUND', 'is not known');
}

/** IPv4 first: where there is no way for IPv6, nobody waits to find that out. */
async function ask(resolver: Resolver, name: string): Promise<readonly LookupAddress[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = (answer: PromiseSettledResult<string[]>, family: number) =>
    answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
  const found = [...addresses(four, 4), ...addresses(six, 6)];
  if (found.length > 0) return found;
  for (const answer of [four, six]) {
    if (answer.status === 'rejected' && !UNKNOWN.includes(Object(answer.reason).code)) throw answer.reason;
  }
  return [];
}

/** A name with a dot is meant as it stands, and one without in the domains of the machine; each is tried as the other then. */
function candidatesOf(name: string, domains: readonly string[]): readonly string[] {
  if (name.endsWith('.')) return [name];
  const within = domains.map((domain) => `${name}.${domain}`);
  return name.includes('.') ? [name, ...within] : [...within, name];
}

function hostsIn(text: string, host: string): readonly LookupAddress[] {
  return wordsOf(text).flatMap(([address = '', ...names]) => {
    const isListed = names.some((name) => name.toLowerCase() === host);
    return isListed && isIP(address) !== 0 && !address.includes('%') ? [{ address, family: isIP(address) }] : [];
  });
}

/** The last of these lines counts (resolv.conf(5)). */
function searchedIn(text: string): readonly string[] {
  const [, ...domains] = wordsOf(text).findLast(([keyword]) => keyword === 'search' || keyword === 'domain') ?? [];
  return domains.map((domain) => domain.replace(/^\.|\.$/g, '')).filter((domain) => domain !== '');
}

/** Of each line, without comments. */
function wordsOf(text: string): readonly (readonly string[])[] {
  return text.split('\n').map((line) =>
    line
      .replace(/[#;].*$/, '')
      .trim()
      .split(/\s+/),
  );
}

/** A machine that has none of it is asked by DNS alone. */
async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}

function failed(name: string, code: string, what: string): Error {
  return Object.assign(new Error(`The name ${name} ${what}`), { code });
}
