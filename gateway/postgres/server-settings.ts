/** What the server has told of its settings, as far as it matters for reading statements. */

import { HEADER_BYTES } from './frames.ts';
import { textAt } from './messages.ts';

export class ServerSettings {
  #encoding: BufferEncoding = 'utf8';
  #backslashEscapes = false;

  /** Of texts of the client. Those in encodings that are not known here are read byte by byte, so that nothing is lost. */
  get encoding(): BufferEncoding {
    return this.#encoding;
  }

  /** Whether a backslash escapes in every string, and not only in those that begin with E. */
  get backslashEscapes(): boolean {
    return this.#backslashEscapes;
  }

  /** @param status a ParameterStatus. @throws ProtocolViolation */
  told(status: Buffer): void {
    const name = textAt(status, HEADER_BYTES, 'latin1');
    const { value } = textAt(status, name.next, 'latin1');
    if (name.value === 'client_encoding') this.#encoding = value === 'UTF8' ? 'utf8' : 'latin1';
    if (name.value === 'standard_conforming_strings') this.#backslashEscapes = value === 'off';
  }
}
