/** What `--help` says. */

export const USAGE = `Checks evidence of a Capstan ledger, offline. Exit code: 0 verified, 1 not verified, 2 wrong usage or unreadable input.

  capstan-verify bundle FILE.zip                            an evidence bundle
  capstan-verify export FILE.jsonl... --checkpoint FILE     all records from the first one up to the checkpoint
  capstan-verify proof FILE                                 one record: proof in JSON, or tlog-proof
  capstan-verify consistency FILE                           that the log only grew from one checkpoint to another
  capstan-verify checkpoint FILE                            the signature of a checkpoint

Keys
  --vkey KEY, --vkey-file FILE         key of the log, from a source that you trust; several are alternatives
  --witness KEY                        key of a witness, whose cosignature must be there; several are all needed
  --trust-bundled-key                  bundle: take the key in the ZIP; shows only that the bundle agrees with itself
  --platform-vkey KEY, --platform-vkey-file FILE
                                       bundle: key of the platform log, whose proof must be there

More
  --checkpoint FILE                    export: the checkpoint to reach; consistency: the newer one, where it is not in FILE
  --old-checkpoint FILE                export, consistency: one that you kept, which must be the log's beginning
  --complete                           export: no record may lack its content, but for those that the log says were pruned
  --leaf FILE                          proof: the bytes of the leaf, where they are not in FILE
  --access-review FILE                 bundle: the evidence of an access review, which its records must prove
  --print                              bundle: the verified records, one line each
  --json                               the outcome as JSON
  --help`;
