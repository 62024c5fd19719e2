/** A server that takes e-mail on loopback (SMTP under TLS), and knows one user. */

import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';
import { makeServerCertificate, type ServerCertificate } from '../../launcher/demo/certificate.ts';

export interface TakenMail {
  readonly user: string;
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, as they came. */
  readonly text: string;
}

export interface MailServer {
  readonly port: number;
  readonly certificate: ServerCertificate;
  readonly taken: readonly TakenMail[];
  /** Refuses with this code, where it is one. */
  refuseWith: number | undefined;
  close(): Promise<void>;
}

/** @param security whether TLS comes first, or is asked for. */
export async function startMailServer(
  username: string,
  password: string,
  security: 'tls' | 'starttls' = 'starttls',
): Promise<MailServer> {
  const certificate = makeServerCertificate('mail authority', ['mail.localhost']);
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    secure: security === 'tls',
    cert: certificate.certPem,
    key: certificate.keyPem,
    authMethods: ['PLAIN'],
    allowInsecureAuth: false,
    onAuth(auth, _session, callback) {
      const isRight = auth.username === username && auth.password === password;
      callback(
        isRight ? null : Object.assign(new Error('no'), { responseCode: 535 }),
        isRight ? { user: username } : undefined,
      );
    },
    onData(stream, session, callback) {
      void stream.toArray().then((chunks) => {
        const { refuseWith } = mails;
        if (refuseWith !== undefined) return callback(Object.assign(new Error('no'), { responseCode: refuseWith }));
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          user: String(session.user),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        });
        callback();
      });
    },
  });
  // Clients that find no reason to trust it go away in the middle; that is what is being tested.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const mails: MailServer = {
    port: Number(Reflect.get(Object(listening.address()), 'port')),
    certificate,
    taken,
    refuseWith: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mails;
}
