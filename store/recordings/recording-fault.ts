/** What is wrong with a recording that is not as it was written. */

const MEANINGS = {
  /** A chunk is not there though later ones are, or stands in the place of another. */
  chunk_missing: 'a chunk is missing',
  /** Its bytes, its place or what is said of it were changed after it was written, or it is of another recording. */
  chunk_altered: 'a chunk was altered, or is of another recording',
  /** It does not go on from the chunk before it. */
  chain_broken: 'a chunk does not follow the one before it',
  /** Chunks at the end are gone that a head tells of, or that its writer has written before it closed it. */
  tail_cut: 'chunks at its end are gone',
  /** There is more than its final head tells of. */
  tail_added: 'there are chunks beyond its end',
  /** The key is not that of a recording at all. */
  key_invalid: 'the key is not one of a recording',
} as const;

export type RecordingFaultCode = keyof typeof MEANINGS;

export class RecordingFault extends Error {
  override readonly name = 'RecordingFault';
  readonly code: RecordingFaultCode;
  /** Where in the chain; null where no chunk is meant. */
  readonly seq: number | null;

  /** Takes no `cause`: errors of decryption add nothing, and may quote what they were given. */
  constructor(code: RecordingFaultCode, seq: number | null) {
    super(`The recording is not whole: ${MEANINGS[code]}${seq === null ? '' : ` (chunk ${seq})`}`);
    this.code = code;
    this.seq = seq;
  }
}
