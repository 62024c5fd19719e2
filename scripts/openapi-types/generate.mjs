/** Makes api/generated/openapi.ts from openapi.yaml; with `--check`, compares and changes nothing. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const contract = new URL('../../openapi.yaml', import.meta.url);
const target = new URL('../../api/generated/openapi.ts', import.meta.url);

const HEAD =
  '/** Types of openapi.yaml, made by scripts/openapi-types/generate.mjs: change the contract, not this file. */\n\n';

/** Fields with a default may be left out by clients, so they stay optional. */
const made = HEAD + astToString(await openapiTS(contract, { defaultNonNullable: false, alphabetize: false }));

if (!process.argv.includes('--check')) {
  mkdirSync(new URL('.', target), { recursive: true });
  writeFileSync(target, made);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== made) {
  console.error(`${fileURLToPath(target)} is not what openapi.yaml says; run: node scripts/openapi-types/generate.mjs`);
  process.exitCode = 1;
}
