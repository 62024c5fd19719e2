/** The key by which a gateway's SSH server is known: several gateways behind one name have the same. */

import { z } from 'zod';
import { Secret } from '../domain/secret.ts';
import { makeEd25519KeyPair } from './ed25519-key-pair.ts';
import { createPrivateJson, readPrivateJson } from './private-file.ts';

const fileSchema = z.strictObject({
  /** Ed25519, in OpenSSH's form, unencrypted. */
  private_key: z.string().startsWith('-----BEGIN OPENSSH PRIVATE KEY-----'),
  /** One line, as known_hosts has it. */
  public_key: z.string().startsWith('ssh-ed25519 '),
});

const WHAT = 'host key file of the gateway';

export interface HostKey {
  readonly privateKey: Secret;
  readonly publicKey: string;
}

/** @throws PrivateFileError */
export function readHostKey(path: string): HostKey {
  const { private_key, public_key } = readPrivateJson(path, fileSchema, WHAT);
  return { privateKey: new Secret(private_key), publicKey: public_key };
}

/** @throws PrivateFileError `file_exists` */
export function createHostKeyFile(path: string): void {
  const { privateKey, publicKey } = makeEd25519KeyPair('');
  createPrivateJson(path, { private_key: privateKey.reveal(), public_key: publicKey.trim() }, WHAT);
}
