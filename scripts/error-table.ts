/** Makes docs/errors.md from the tables of errors; with `--check`, compares and changes nothing. */

import { readFileSync, writeFileSync } from 'node:fs';
import { ERRORS } from '../domain/errors.ts';
import { ITEM_FAILURE_CODES, ITEM_FAILURE_MEANINGS } from '../domain/job.ts';
import { PLAN_FINDING_CODES, PLAN_FINDING_MEANINGS } from '../domain/plan-finding.ts';
import { TARGET_FAILURE_CODES, TARGET_FAILURE_MEANINGS } from '../domain/target-failure.ts';

const target = new URL('../docs/errors.md', import.meta.url);

const problems = Object.entries(ERRORS).map(
  ([code, { status, title, remedy }]) => `| \`${code}\` | ${status} | ${title} | ${remedy} |`,
);
const row = (meanings: Readonly<Record<string, string>>) => (code: string) => `| \`${code}\` | ${meanings[code]} |`;

const made = `<!-- Made by scripts/error-table.ts from domain/errors.ts, domain/job.ts, domain/plan-finding.ts and domain/target-failure.ts. -->

# Errors

## What the API answers

\`application/problem+json\` (RFC 9457) with a stable \`code\`, the \`correlation_id\` of the request and, where places in the
request are wrong, \`errors[{pointer, detail}]\`.

| code | status | meaning | what to do |
|---|---|---|---|
${problems.join('\n')}

## How an item of a job fails

Each comes with its \`effect\` on the target: \`none\` (certainly nothing), \`applied\` (certainly the whole change) or
\`unknown\` (the answer was lost; the next operation on the resource finds out).

### At the target

| code | meaning |
|---|---|
${TARGET_FAILURE_CODES.map(row(TARGET_FAILURE_MEANINGS)).join('\n')}

### In Capstan

| code | meaning |
|---|---|
${ITEM_FAILURE_CODES.map(row(ITEM_FAILURE_MEANINGS)).join('\n')}

## What a plan says of a resource

Beside the codes above, with which the operation would fail:

| code | meaning |
|---|---|
${PLAN_FINDING_CODES.map(row(PLAN_FINDING_MEANINGS)).join('\n')}
`;

if (!process.argv.includes('--check')) writeFileSync(target, made);
else if (readFileSync(target, 'utf8') !== made) {
  console.error('docs/errors.md is not what the tables say; run: npm run format');
  process.exitCode = 1;
}
