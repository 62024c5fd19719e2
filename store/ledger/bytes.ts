/** Bytes as MongoDB's driver gives and takes them. */

import { mongo } from 'mongoose';

export function bytesOf(binary: mongo.Binary): Buffer {
  return Buffer.from(binary.buffer.buffer, binary.buffer.byteOffset, binary.length());
}

/** The same of what may have been altered by hand; null where it holds no bytes. */
export function storedBytes(value: unknown): Buffer | null {
  return value instanceof mongo.Binary ? bytesOf(value) : null;
}

export function binaryOf(bytes: Uint8Array): mongo.Binary {
  return new mongo.Binary(bytes);
}
