/** Why a recording does not go on. */

const MEANINGS = {
  not_written: 'it could not be written for too long',
  backlog_full: 'more has come than could be written, though its writer asked for a pause',
  overtaken: 'its writer was given up, and another one has ended it',
} as const;

export type RecordingFailureCode = keyof typeof MEANINGS;

export class RecordingFailed extends Error {
  override readonly name = 'RecordingFailed';
  readonly code: RecordingFailureCode;

  /** @param cause the last error, where one was seen. */
  constructor(code: RecordingFailureCode, cause?: unknown) {
    super(`The session cannot be recorded any more: ${MEANINGS[code]}`, cause === undefined ? {} : { cause });
    this.code = code;
  }
}
