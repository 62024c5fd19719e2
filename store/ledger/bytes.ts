/** Bytes as MongoDB's driver gives and takes them. */

import { mongo } from 'mongoose';

export function bytesOf(binary: mongo.Binary): Buffer {
  return Buffer.from(binary.buffer.buffer, binary.buffer.byteOffset, binary.length());
}

export function binaryOf(bytes: Uint8Array): mongo.Binary {
  return new mongo.Binary(bytes);
}
