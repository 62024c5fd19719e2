/** Evidence bundles of a reference log: as they should be, and open to be tampered with before they are packed. */

import { base64, ReferenceLog, sha256 } from './reference-log.ts';
import { erasedLine, exportLine, jsonLines, prunedLine, recordLog } from './reference-records.ts';
import { writeZip } from './zip-writer.ts';

export type BundleFiles = Map<string, Buffer>;

/**
 * Files of a bundle over a log of 23 records: 0, 3, 4 (erased), 7 (pruned) and 22, with a platform log that holds the
 * checkpoint among others.
 */
export function referenceBundle() {
  const { log, records } = recordLog(23);
  const lines = [0, 3, 4, 7, 22].map((index) => {
    const record = records[index];
    if (!record) throw new Error(`no record ${index}`);
    if (index === 4) return erasedLine(index, record);
    return index === 7 ? prunedLine(index, record) : exportLine(index, record);
  });
  const proofs = lines.map(({ index, event_id }) => ({ event_id, ...log.inclusion(index) }));
  const note = log.checkpoint();
  const others = [1, 2, 3].map((n) => Buffer.from(new ReferenceLog(`capstan-test/organizations/${n}`).checkpoint(0)));
  const platform = new ReferenceLog('capstan-test/platform', [...others, Buffer.from(note), ...others]);
  const proof = { leaf: base64(Buffer.from(note)), ...platform.inclusion(others.length) };
  const files: BundleFiles = new Map(
    Object.entries({
      'records.jsonl': jsonLines(lines),
      'proofs.jsonl': jsonLines(proofs),
      checkpoint: note,
      vkey: `${log.vkey}\n`,
      'summary.html': '<!doctype html><title>Evidence</title>',
      'README.txt': 'How to check this: capstan-verify bundle FILE --vkey KEY',
      'platform/checkpoint': platform.checkpoint(),
      'platform/vkey': `${platform.vkey}\n`,
      'platform/proof.json': JSON.stringify(proof),
    }).map(([name, text]) => [name, Buffer.from(text)]),
  );
  const manifest = {
    format: 'capstan-evidence-bundle/1',
    created_at: '2026-11-25T02:00:00.000Z',
    origin: log.origin,
    vkey: log.vkey,
    tree_size: log.size,
    root_hash: base64(log.root()),
    selection: { job_id: 41, from: null, to: null },
    record_count: lines.length,
  };
  return { log, platform, records, lines, proofs, files, manifest };
}

/** As the manifest lists them. */
export function listFiles(files: BundleFiles) {
  return [...files].map(([name, content]) => ({
    name,
    size: content.length,
    sha256: sha256(content).toString('hex'),
  }));
}

/** Packs the files, with a manifest that fits them but for what `members` say. */
export function packBundle(
  files: BundleFiles,
  manifest: Readonly<Record<string, unknown>>,
  members: Readonly<Record<string, unknown>> = {},
): Buffer {
  const text = JSON.stringify({ ...manifest, files: listFiles(files), ...members });
  return writeZip(
    [['manifest.json', Buffer.from(text)] as const, ...files].map(([name, content], at) => ({
      name,
      content,
      deflated: at % 2 === 0,
      streamed: at % 3 === 0,
    })),
  );
}
