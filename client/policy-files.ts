/** A directory of policies: a YAML file each, whose name is for people and whose `name` counts. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify, YAMLError } from 'yaml';
import { ClientError } from './api-client.ts';

const EXTENSION = /\.ya?ml$/;

/** In the order of the names of files. @throws ClientError that names the file which cannot be read. */
export function readPolicies(directory: string): unknown[] {
  return filesIn(directory).map((name) => {
    const path = join(directory, name);
    try {
      const policy: unknown = parse(readFileSync(path, 'utf8'));
      if (typeof policy === 'object' && policy !== null && !Array.isArray(policy)) return policy;
    } catch (error) {
      if (!(error instanceof YAMLError)) throw error;
      throw new ClientError(`${path}: ${error.message}`);
    }
    throw new ClientError(`${path} holds no policy: a mapping with name, rules and bindings is needed`);
  });
}

/** @throws ClientError where the directory holds policies already: some of them might be gone from the set. */
export function writePolicies(directory: string, policies: readonly { readonly name: string }[]): void {
  mkdirSync(directory, { recursive: true });
  if (filesIn(directory).length > 0) {
    throw new ClientError(`${directory} holds YAML files already; export into an empty directory, and compare`);
  }
  const taken = new Set<string>();
  for (const policy of policies) {
    const name = freeName(policy.name, taken);
    writeFileSync(join(directory, name), stringify(policy, { lineWidth: 120 }));
  }
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => EXTENSION.test(name))
      .sort();
  } catch (error) {
    throw new ClientError(`${directory} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function freeName(policy: string, taken: Set<string>): string {
  const plain =
    policy
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'policy';
  for (let count = 1; ; count += 1) {
    const name = `${plain}${count === 1 ? '' : `-${count}`}.yaml`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
