/**
 * SFTP, read as it passes: whole packets, both ways. What the session does not allow is answered here and never reaches
 * the target; what passes is told, with the digest of each file.
 */

import type { Allowances, Exit, Refusal } from '../door.ts';
import { NO_CONTENT } from '../file-action.ts';
import type { InputGate } from '../input-gate.ts';
import type { StreamName } from '../outlet.ts';
import { Misuse, type Passage, type PassageEnds } from '../passage.ts';
import type { FileLog } from './file-log.ts';
import type { OpenFile } from './open-file.ts';
import { type OpenHandles, type Pending, SftpGuard } from './sftp-guard.ts';
import { initPacket, PacketCutter, PacketReader, SFTP, STATUS, versionPacket } from './sftp-packet.ts';
import { handleKey, KNOWN_EXTENSIONS, readRequest } from './sftp-request.ts';

const VERSION = 3;
/** OpenSSH's client has 64 requests under way. */
const MAX_PENDING = 4_096;

export interface SftpPassageParts {
  readonly ends: PassageEnds;
  readonly allows: Pick<Allowances, 'upload' | 'download'>;
  readonly files: FileLog;
  readonly gate: InputGate;
  readonly refused: (what: Refusal) => void;
  /** Content passed. */
  readonly touch: () => void;
}

export class SftpPassage implements Passage {
  readonly #parts: SftpPassageParts;
  readonly #fromClient = new PacketCutter('client');
  readonly #fromTarget = new PacketCutter('target');
  readonly #pending = new Map<number, Pending>();
  readonly #open: OpenHandles = new Map();
  readonly #guard: SftpGuard;
  #stage: 'begins' | 'greeted' | 'runs' = 'begins';

  constructor(parts: SftpPassageParts) {
    this.#parts = parts;
    this.#guard = new SftpGuard(
      { ...parts, toPerson: (data, stream) => parts.ends.toPerson(data, stream) },
      this.#open,
    );
  }

  async inward(data: Buffer): Promise<void> {
    for (const packet of this.#fromClient.add(data)) {
      // Before each: many come in one piece, and the session may be suspended between them.
      await this.#parts.gate.whenOpen();
      await this.#request(packet);
    }
  }

  outward(data: Buffer, stream: StreamName): Promise<void> | undefined {
    if (stream === 'stderr') return this.#parts.ends.toPerson(data, stream);
    return this.#answers(this.#fromTarget.add(data));
  }

  closed(_exit: Exit): void {
    for (const file of this.#open.values()) if (file) this.#conclude(file, false);
    for (const pending of this.#pending.values()) {
      if (pending.kind === 'change') this.#parts.files.end(pending.action, { ok: false, ...NO_CONTENT });
      if ((pending.kind === 'open' || pending.kind === 'close') && pending.file) this.#conclude(pending.file, false);
    }
    this.#parts.files.close();
  }

  async #request(packet: Buffer): Promise<void> {
    if (this.#stage === 'begins') {
      const reader = new PacketReader(packet, 'client');
      if (reader.type !== SFTP.init || reader.uint32() < VERSION) {
        throw new Misuse('client', 'the client does not begin SFTP in version 3 or later');
      }
      this.#stage = 'greeted';
      // Later versions have other packets, which nobody here would understand.
      await this.#parts.ends.toTarget(initPacket(VERSION));
      return;
    }
    const { id, request } = readRequest(packet);
    if (this.#stage !== 'runs' || this.#pending.has(id) || this.#pending.size >= MAX_PENDING) {
      throw new Misuse('client', 'requests of SFTP that cannot be told apart');
    }
    const pending = await this.#guard.permitted(id, request);
    if (pending === null) return;
    this.#pending.set(id, pending);
    await this.#parts.ends.toTarget(packet);
  }

  async #answers(packets: readonly Buffer[]): Promise<void> {
    for (const packet of packets) await this.#parts.ends.toPerson(this.#answer(packet), 'stdout');
  }

  /** What the person gets of an answer. */
  #answer(packet: Buffer): Buffer {
    const reader = new PacketReader(packet, 'target');
    if (this.#stage !== 'runs') return this.#greeting(reader);
    const id = reader.uint32();
    const pending = this.#pending.get(id);
    if (pending === undefined) throw new Misuse('target', 'an answer of SFTP to no question');
    this.#pending.delete(id);
    switch (reader.type) {
      case SFTP.status:
        this.#status(pending, reader.uint32());
        break;
      case SFTP.handle:
        this.#opened(pending, handleKey(reader.bytes()));
        break;
      case SFTP.data:
        if (pending.kind !== 'read') throw new Misuse('target', 'content that nobody asked for');
        pending.file.read(reader.bytes(), pending.offset);
        this.#parts.touch();
        break;
      default:
        if (pending.kind !== 'look') throw new Misuse('target', 'an answer of SFTP that fits no question');
    }
    return packet;
  }

  #greeting(reader: PacketReader): Buffer {
    if (this.#stage !== 'greeted' || reader.type !== SFTP.version || reader.uint32() !== VERSION) {
      throw new Misuse('target', 'the target does not speak version 3 of SFTP');
    }
    this.#stage = 'runs';
    const extensions: [string, Buffer][] = [];
    while (reader.hasMore) {
      const [name, data] = [reader.text(), reader.bytes()];
      if (KNOWN_EXTENSIONS.has(name)) extensions.push([name, data]);
    }
    return versionPacket(VERSION, extensions);
  }

  #status(pending: Pending, code: number): void {
    const isOk = code === STATUS.ok;
    switch (pending.kind) {
      case 'open':
        this.#conclude(pending.file, false);
        break;
      case 'close':
        if (pending.file) this.#conclude(pending.file, isOk);
        break;
      case 'read':
        if (code !== STATUS.eof) pending.file.fail();
        break;
      case 'write':
        if (!isOk) pending.file.fail();
        break;
      case 'change':
        this.#parts.files.end(pending.action, { ok: isOk, ...NO_CONTENT });
        break;
    }
  }

  #opened(pending: Pending, handle: string): void {
    const isOpening = pending.kind === 'open' || pending.kind === 'open_directory';
    if (!isOpening || this.#open.has(handle)) throw new Misuse('target', 'a handle of SFTP that fits no question');
    this.#open.set(handle, pending.kind === 'open' ? pending.file : null);
  }

  #conclude(file: OpenFile, isClosed: boolean): void {
    this.#parts.files.end(file.action, file.conclude(isClosed));
  }
}
