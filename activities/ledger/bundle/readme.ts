/** README.txt of a bundle: what is in it, how to check it, and what that does not show. */

import { selectionInWords } from '../../../domain/evidence-bundle.ts';
import { type BundleFacts, commandOf, NOT_PROVEN } from './bundle-facts.ts';

export function readmeOf(facts: BundleFacts): string {
  const { bundle, checkpoint, recordCount, hasPlatformPart } = facts;
  return `EVIDENCE BUNDLE ${bundle._id}

${recordCount} ${selectionInWords(bundle.selection)}, asked for at ${bundle.created_at.toISOString()},
from the log ${checkpoint.origin}.

TO CHECK IT

  ${commandOf(facts)}

needs no network and no Capstan: capstan-verify is the folder verifier/ of Capstan's sources, and runs on Node alone
("node capstan-verify.mjs bundle ..." is the same). KEY is a file with the public key of the log. Take it from a source
that you trust, not from this bundle: whoever runs Capstan prints it by "npm run ledger -- vkeys" on a worker's host.
Exit code 0 says that everything holds. With --print the program shows the records that it has checked: rely on these,
and not on summary.html, which is for reading and could have been changed by whoever handed the bundle on.

The formats are public, so other programs can do the same: Merkle trees as in RFC 6962 and RFC 9162, checkpoints as in
C2SP tlog-checkpoint and signed-note, disclosures as in RFC 9901, leaves in canonical JSON as in RFC 8785.

WHAT IS IN IT

  manifest.json       what was asked for, to which every record is held, and size and SHA-256 of every other file
  records.jsonl       one record a line: the leaf as the tree has hashed it, its hash, what is disclosed beside it,
                      and what that reads
  proofs.jsonl        for each record, in the same order, the hashes that lead from its leaf to the root
  checkpoint          size and root of the tree, signed
  vkey                public keys of the log, newest first
${
  hasPlatformPart
    ? `  platform/           the log of all logs' checkpoints: its checkpoint and keys, and the proof that the checkpoint
                      above is a leaf of it
`
    : ''
}  summary.html        the records as a table, to read and to print
  README.txt          this file

WHAT IT DOES NOT PROVE

${NOT_PROVEN.map((line) => wrapped(line)).join('\n')}
`;
}

const WIDTH = 112;

function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + word.length < WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`).join('\n');
}
