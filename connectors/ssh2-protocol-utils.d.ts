/** A part of ssh2 1.17, which is pinned exactly, that it does not describe. */

declare module 'ssh2/lib/protocol/utils.js' {
  const utils: {
    /** Now, or after a change of keys that is under way. */
    sendPacket(protocol: object, packet: Buffer): void;
  };
  export default utils;
}
