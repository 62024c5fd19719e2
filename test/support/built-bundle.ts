/** Builds evidence bundles without a worker, and opens them. */

import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { bundleBatch } from '../../activities/ledger/bundle-batch.ts';
import type { BatchFinished, BatchResult } from '../../activities/ledger/contract.ts';
import { readFile } from '../../store/evidence-bundles.ts';
import type { EvidenceBundleDocument } from '../../store/models/evidence-bundle.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { readZip } from '../../verifier/zip-reader.mjs';
import { START } from '../../workflows/contract.ts';
import { until } from './until.ts';

/** Does batch after batch, without the waits in between, until the work has ended; then ends the job. */
export async function buildBundle(store: Store, jobId: number): Promise<BatchFinished> {
  const job = await store.models.jobs.findById(jobId).lean<JobDocument>();
  assert.ok(job);
  let position = START;
  const finished = await until(`job ${jobId} to build its bundle`, async () => {
    const answer: BatchResult = await bundleBatch({ store }, job, JSON.parse(JSON.stringify(position)));
    if (answer.state === 'finished') return answer;
    position = answer.position;
    return undefined;
  });
  const { status, result } = finished;
  await store.models.jobs.updateOne({ _id: jobId }, { $set: { status, result, ended_at: new Date() } });
  return finished;
}

export async function bundleOfJob(store: Store, jobId: number): Promise<EvidenceBundleDocument> {
  const bundle = await store.models.evidenceBundles.findOne({ job_id: jobId }).lean<EvidenceBundleDocument>();
  assert.ok(bundle);
  return bundle;
}

/** The bytes of a bundle that is ready. */
export async function bytesOfBundle(store: Store, bundle: EvidenceBundleDocument): Promise<Buffer> {
  assert.ok(bundle.file);
  return buffer(readFile(store, bundle.file));
}

/** Its members by name. */
export function unpackBundle(bytes: Buffer): Map<string, Buffer> {
  return readZip(bytes, 'bundle');
}

/** Lines of JSON. */
export function linesOf<Line>(members: ReadonlyMap<string, Buffer>, name: string): Line[] {
  const text = members.get(name)?.toString() ?? '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
