/** What a bundle says of itself, in its manifest, its summary and its README. */

import type { BundleSelection } from '../../../domain/evidence-bundle.ts';
import { bytesOf } from '../../../store/ledger/bytes.ts';
import { cosignedNote } from '../../../store/ledger/checkpoints.ts';
import type { EvidenceBundleDocument } from '../../../store/models/evidence-bundle.ts';
import type { JobDocument } from '../../../store/models/job.ts';
import type { LedgerCheckpointDocument } from '../../../store/models/ledger.ts';
import type { ArchivedFile } from './zip-archive.ts';

export interface BundleFacts {
  readonly bundle: EvidenceBundleDocument;
  /** Who asked for it, and why. */
  readonly job: JobDocument;
  readonly checkpoint: LedgerCheckpointDocument;
  /** Public keys of the log, newest first; one at least. */
  readonly vkeys: readonly [string, ...string[]];
  readonly recordCount: number;
  readonly hasPlatformPart: boolean;
}

export const FORMAT = 'capstan-evidence-bundle/1';

export function manifestOf(
  { bundle, checkpoint, vkeys, recordCount }: BundleFacts,
  files: readonly ArchivedFile[],
): string {
  const { origin, size, root } = checkpoint;
  const manifest = {
    format: FORMAT,
    created_at: bundle.created_at.toISOString(),
    origin,
    vkey: vkeys[0],
    tree_size: size,
    root_hash: bytesOf(root).toString('base64'),
    selection: selectionOf(bundle.selection),
    record_count: recordCount,
    files,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function selectionOf({ from, to, ...ids }: BundleSelection) {
  const given = Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== null));
  return { ...given, from: from?.toISOString() ?? null, to: to?.toISOString() ?? null };
}

export function checkpointNote({ checkpoint }: BundleFacts): string {
  return cosignedNote(checkpoint, checkpoint.log);
}

/** How to check the bundle, as it is to be typed. */
export function commandOf({ bundle }: BundleFacts): string {
  return `npx capstan-verify bundle evidence-bundle-${bundle._id}.zip --vkey-file KEY`;
}

/** Said in the summary and in the README alike. */
export const NOT_PROVEN: readonly string[] = [
  'That these are all records there are. Each one is proven to be in the log; that none was left out is shown only by the whole log, which GET /v1/ledger/export gives without a gap and "capstan-verify export" checks.',
  'That a record tells the truth. It is proven to say what Capstan wrote when it happened, and not to have been changed since.',
  'That the key is the right one, where the only copy of it is the one in this bundle. Compare it with one that came another way: from whoever runs Capstan, or with an earlier bundle.',
  'That everybody was shown the same log, unless a witness that you trust has cosigned the checkpoint (--witness), or its place in the platform log is checked (--platform-vkey).',
  'When it happened. Times are those of the clock of the machine that wrote the record; only the cosignature of a witness bears a time from outside.',
  'What was erased. Names, addresses and reasons can be taken out of a record for the sake of a person; the rest stays proven, and the program says how many values are withheld. Records that the retention policy has let go are not here.',
];
