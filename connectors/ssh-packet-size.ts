/** Keeps a far end from holding this process up with the size of the packets that it says it takes. */

/** What SSH leaves to the far end; every implementation in use takes at least 32 KiB. Bytes. */
const LEAST_PACKET_BYTES = 1_024;

/** Of ssh2 1.17, which is pinned exactly: not in its public interface. */
interface Opening {
  readonly packetSize: number;
}
type Handler = (protocol: unknown, opening: Opening) => void;
interface Internals {
  readonly _protocol: { readonly _handlers: Partial<Record<string, Handler>> };
}

/** The two messages in which a far end says so: for channels that it opens, and for those that we do. */
const MESSAGES = ['CHANNEL_OPEN', 'CHANNEL_OPEN_CONFIRMATION'];

/**
 * For a connection of ssh2's client or server, before it has channels. ssh2 cuts what it writes into packets of the
 * size that the far end names, and where that is none it never gets to the end (mscdex/ssh2#1504); where it is a few
 * bytes, each costs a packet. So smaller sizes count as {@link LEAST_PACKET_BYTES}, in every channel and in SFTP.
 */
export function boundPacketSizes(connection: object): void {
  const { _handlers } = (connection as Internals)._protocol;
  for (const message of MESSAGES) {
    const handle = _handlers[message];
    if (handle === undefined) throw new Error(`this version of ssh2 handles ${message} elsewhere`);
    _handlers[message] = (protocol, opening) => {
      handle(protocol, { ...opening, packetSize: Math.max(opening.packetSize, LEAST_PACKET_BYTES) });
    };
  }
}
