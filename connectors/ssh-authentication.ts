/** Proves to an SSH server who we are, with exactly the credential given and in exactly one attempt. */

import ssh2, { type AnyAuthMethod, type AuthenticationType } from 'ssh2';
import { TargetFailure } from '../domain/target-failure.ts';
import type { Login } from './contract.ts';
import { type CertifiedKey, certifiedKey } from './ssh-certificate-login.ts';

/** What a server may offer (RFC 4252, 4256, 4462); its own words go no further. */
const KNOWN_METHODS = ['publickey', 'password', 'keyboard-interactive', 'hostbased', 'gssapi-with-mic', 'gssapi-keyex'];

/** What came out of it, for whoever has to explain a refusal. */
export interface AuthenticationTrace {
  /** The credential was shown to the server. */
  attempted: boolean;
  /** The server accepted it, and wants something more. */
  partial: boolean;
  /** It is a certificate: why it is refused is said in other words. */
  readonly isCertificate: boolean;
  /** The server offers no method that the credential fits: those of its methods that are known. */
  offered: readonly string[] | null;
}

export interface Authentication {
  /** For ssh2: what to try next, false for nothing more. The first call comes with null methods, which its types leave out. */
  readonly handler: (methods: AuthenticationType[] | null, partialSuccess: boolean) => AnyAuthMethod | false;
  readonly trace: AuthenticationTrace;
  /** What the client is to show in the place of the bare key; null: nothing else. */
  readonly certified: CertifiedKey | null;
}

/** Whether the server may count a failed login if the conversation ends before it has let us in. */
export function isJudging({ attempted, partial }: AuthenticationTrace): boolean {
  return attempted && !partial;
}

/** @throws TargetFailure where the material is no usable key. */
export function authenticationFor({ username, material }: Login): Authentication {
  const isCertificate = material.kind === 'ssh_certificate';
  const trace: AuthenticationTrace = { attempted: false, partial: false, isCertificate, offered: null };
  const once =
    (fitting: (methods: readonly AuthenticationType[]) => AnyAuthMethod | undefined): Authentication['handler'] =>
    (methods, partialSuccess) => {
      // Asking with the method none costs no attempt at the account, and the refusal lists the methods.
      if (methods === null) return { type: 'none', username };
      trace.partial = partialSuccess;
      if (trace.attempted) return false;
      const method = fitting(methods);
      if (method === undefined) trace.offered = KNOWN_METHODS.filter((known) => methods.some((one) => one === known));
      else trace.attempted = true;
      return method ?? false;
    };

  if (material.kind !== 'password') {
    const text = material.secret.reveal();
    const certified = isCertificate ? certifiedKey(text, parsedPrivateKey) : null;
    const key = certified?.key ?? parsedPrivateKey(text);
    return {
      handler: once((methods) => (methods.includes('publickey') ? { type: 'publickey', username, key } : undefined)),
      trace,
      certified,
    };
  }
  const password = material.secret.reveal();
  const handler = once((methods) => {
    if (methods.includes('password')) return { type: 'password', username, password };
    if (!methods.includes('keyboard-interactive')) return undefined;
    return { type: 'keyboard-interactive', username, prompt: answerOnce(password) };
  });
  return { handler, trace, certified: null };
}

/** Answers the first hidden question with the password, and nothing to all others: they are not about it. */
function answerOnce(password: string) {
  let answered = false;
  return (
    _name: string,
    _instructions: string,
    _language: string,
    prompts: readonly { prompt: string; echo?: boolean }[],
    finish: (answers: string[]) => void,
  ) => {
    finish(
      prompts.map(({ echo }) => {
        if (answered || echo === true) return '';
        answered = true;
        return password;
      }),
    );
  };
}

/** @throws TargetFailure whose message does not hold the key. */
export function parsedPrivateKey(text: string): ssh2.ParsedKey {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error || !key.isPrivateKey()) {
    throw new TargetFailure(
      'credential_invalid',
      'the credential is not an unencrypted private key in OpenSSH form',
      'none',
      { judged: false },
    );
  }
  return key;
}
