/** What a test of recordings needs: a vault to seal to and to open with, writers, and what was stored. Left by `leave`. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { encodeTime } from 'ulid';
import type { NewRecording } from '../../gateway/recording/begin-recording.ts';
import type { RecordingListener } from '../../gateway/recording/chunk-pacer.ts';
import type { RecordingFailed } from '../../gateway/recording/recording-failed.ts';
import type { RecordingLimits } from '../../gateway/recording/recording-limits.ts';
import { RecordingWriter } from '../../gateway/recording/recording-writer.ts';
import type { RecordingDocument } from '../../store/models/recording.ts';
import { dataKeyContext, dataKeyOf } from '../../store/recordings/data-key.ts';
import type { Store } from '../../store/store.ts';
import { createMasterKeyFile, FileKeyRing } from '../../store/vault/file-key-ring.ts';
import { Vault } from '../../store/vault/vault.ts';

export const ORGANIZATION = 3;
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What a writer has told its session. */
export interface Told {
  pauses: number;
  resumes: number;
  readonly failures: RecordingFailed[];
}

export interface OpenedWriter {
  readonly writer: RecordingWriter;
  readonly sessionId: string;
  readonly told: Told;
}

export function newSessionId(): string {
  const random = Array.from(randomBytes(16), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return `acs_${encodeTime(Date.now(), 10)}${random}`;
}

export class RecordingDesk {
  readonly store: Store;
  readonly vault: Vault;
  readonly #writers: RecordingWriter[] = [];

  /** @param directory for the key file. */
  constructor(store: Store, directory: string) {
    this.store = store;
    const path = join(directory, `master-${randomBytes(4).toString('hex')}.json`);
    createMasterKeyFile(path);
    const ring = FileKeyRing.read(path);
    this.vault = new Vault(ring, ring.inbox);
  }

  async open(asked: Partial<NewRecording> = {}, limits: Partial<RecordingLimits> = {}): Promise<OpenedWriter> {
    const sessionId = asked.sessionId ?? newSessionId();
    const told: Told = { pauses: 0, resumes: 0, failures: [] };
    const listener: RecordingListener = {
      pause: () => {
        told.pauses += 1;
      },
      resume: () => {
        told.resumes += 1;
      },
      failed: (failure) => told.failures.push(failure),
    };
    const recording = { ...NEW_RECORDING, ...asked, sessionId };
    const { jwk } = this.vault.inboxPublicKey();
    const writer = await RecordingWriter.open(this.store, jwk, recording, listener, limits);
    this.#writers.push(writer);
    return { writer, sessionId, told };
  }

  /** Has every writer end that was left at work, in whatever way it can. */
  async leave(): Promise<void> {
    await Promise.allSettled(this.#writers.map((writer) => writer.close('the test is over')));
  }

  async document(sessionId: string): Promise<RecordingDocument> {
    const found = await this.store.models.recordings.findOne({ _id: sessionId }).lean<RecordingDocument>();
    if (!found) throw new Error(`no recording of ${sessionId}`);
    return found;
  }

  /** As the vault gives it out. */
  async key({ _id, organization_id, data_key }: RecordingDocument): Promise<Buffer> {
    const context = dataKeyContext({ organizationId: organization_id, sessionId: _id });
    return dataKeyOf(await this.vault.open(data_key, context));
  }
}

export const NEW_RECORDING: NewRecording = {
  organizationId: ORGANIZATION,
  sessionId: 'acs_00000000000000000000000000',
  scopeId: 1,
  resourceId: 7,
  gatewayId: 'gateway-1',
  kind: 'terminal',
  hasInput: false,
  terminal: { cols: 80, rows: 24, term: 'xterm-256color' },
};
