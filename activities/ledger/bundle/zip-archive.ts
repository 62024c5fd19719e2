/** A ZIP file that is written while it is read: no member of it is ever whole in memory. */

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { MAX_BUNDLE_BYTES } from '../../../domain/evidence-bundle.ts';
import { StepDefect } from '../../step-defect.ts';

export interface ArchivedFile {
  readonly name: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

type Pieces = Iterable<string> | AsyncIterable<string>;

export class ZipArchive {
  readonly #zip = new ZipFile();
  readonly #time: Date;
  readonly #files: ArchivedFile[] = [];
  readonly #failing = new AbortController();
  #bytes = 0;

  /** @param time of every member, so that the same content gives the same bytes. */
  constructor(time: Date) {
    this.#time = time;
    this.#zip.on('error', (error: unknown) => this.#failing.abort(error));
  }

  /** Members that are written to their end, in the order in which they were added. */
  get files(): readonly ArchivedFile[] {
    return this.#files;
  }

  /** @param content is asked for its pieces when all members before it are written. */
  add(name: string, content: () => Pieces): void {
    const options = { mtime: this.#time, mode: 0o100644 };
    this.#zip.addReadStreamLazy(name, options, (deliver) => {
      const stream = Readable.from(this.#measured(name, content));
      // The writer pipes, which tells nobody of a source that fails.
      stream.once('error', (error) => this.#failing.abort(error));
      deliver(null, stream);
    });
  }

  /** The bytes, once all members are added; read to their end, or `signal` aborts with what has failed. */
  end(): { readonly bytes: NodeJS.ReadableStream; readonly signal: AbortSignal } {
    this.#zip.end();
    return { bytes: this.#zip.outputStream, signal: this.#failing.signal };
  }

  async *#measured(name: string, content: () => Pieces): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let size = 0;
    for await (const piece of content()) {
      const bytes = Buffer.from(piece);
      hash.update(bytes);
      size += bytes.length;
      this.#bytes += bytes.length;
      if (this.#bytes > MAX_BUNDLE_BYTES) {
        throw new StepDefect(
          'too_large',
          `the bundle would unpack to more than ${MAX_BUNDLE_BYTES} bytes; ask for a shorter period`,
        );
      }
      yield bytes;
    }
    this.#files.push({ name, size, sha256: hash.digest('hex') });
  }
}
