/** Sends an event by e-mail over SMTP, always under TLS: from the first byte, or by STARTTLS before anything is said. */

import { connect, isIP, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { notificationText } from '../../domain/notification-text.ts';
import { guardedLookup, hostProblem } from '../../runtime/guarded-lookup.ts';
import type { EmailDestination } from '../../store/models/notification-channel.ts';
import { DeliveryFailed, failureOf } from '../delivery/delivery-failed.ts';
import type { SendLimits } from '../delivery/send-limits.ts';
import { tlsIdentity } from '../delivery/tls-identity.ts';
import type { Outgoing, Taken } from './contract.ts';

/** @throws DeliveryFailed */
export async function sendEmail(outgoing: Outgoing, limits: SendLimits): Promise<Taken> {
  const { email } = outgoing.channel.destination;
  if (!email) throw new DeliveryFailed('internal', 'the channel has no server for e-mail');
  const { host, port } = email;
  const where = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const problem = hostProblem(host, limits);
  if (problem !== null) throw new DeliveryFailed('address_refused', `the host ${host} ${problem}`);
  const { socket, clear, reason } = openSocket(email, limits, where);
  try {
    await submit(outgoing, email, socket, limits);
    return { status: null, receipt: messageId(outgoing) };
  } catch (error) {
    limits.signal.throwIfAborted();
    throw reason() ?? smtpFailure(error, where);
  } finally {
    clear();
    socket.destroy();
  }
}

/** To an address that was judged; destroyed when it is too late. */
function openSocket({ host, port }: EmailDestination, limits: SendLimits, where: string) {
  const { connectMs, totalMs, signal } = limits;
  let failed: DeliveryFailed | undefined;
  const socket = connect({ host, port, lookup: guardedLookup(limits) });
  const end = (what: string) => {
    failed ??= new DeliveryFailed('timeout', `${where} ${what}`);
    // The client writes codes of its own into the error that it gets.
    socket.destroy(new Error('too late'));
  };
  const connecting = setTimeout(() => end(`has not taken a connection within ${connectMs} ms`), connectMs);
  const sending = setTimeout(() => end(`has not taken the message within ${totalMs} ms`), totalMs);
  const stop = () => socket.destroy(new Error('the worker stops'));
  signal.addEventListener('abort', stop, { once: true });
  socket.once('connect', () => clearTimeout(connecting));
  // Stays: an error that comes after everything was decided must not end the process.
  socket.on('error', (error) => {
    failed ??= failureOf(error, where);
  });
  return {
    socket,
    /** Why the connection has ended, where the client only says that it has. */
    reason: () => failed,
    clear() {
      clearTimeout(connecting);
      clearTimeout(sending);
      signal.removeEventListener('abort', stop);
    },
  };
}

async function submit(outgoing: Outgoing, email: EmailDestination, socket: Socket, limits: SendLimits): Promise<void> {
  const { channel, secrets, cloudEvent } = outgoing;
  const { host, port, security, username, from, to } = email;
  const [password] = secrets;
  await connected(socket);
  const transport = createTransport({
    host,
    port,
    connection: socket,
    secure: security === 'tls',
    requireTLS: true,
    tls: tlsIdentity(host, channel.tls),
    greetingTimeout: limits.totalMs,
    socketTimeout: limits.totalMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(username !== null && password ? { auth: { user: username, pass: password.reveal() } } : {}),
  });
  const { title, facts } = notificationText(cloudEvent);
  await transport.sendMail({
    from,
    to: [...to],
    subject: title,
    text: `${title}\n\n${facts.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`,
    // The same each time, so that a mailbox can tell what comes twice.
    messageId: messageId(outgoing),
    date: new Date(cloudEvent.time),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Capstan-Event': cloudEvent.id,
      'X-Capstan-Type': cloudEvent.type,
    },
  });
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('error', reject);
  });
}

function messageId({ channel, cloudEvent }: Outgoing): string {
  return `<${cloudEvent.id}.${channel._id}@capstan.invalid>`;
}

/** Never what the server has said beside its code. */
function smtpFailure(error: unknown, where: string): DeliveryFailed {
  if (error instanceof DeliveryFailed) return error;
  const { responseCode, code, originalCode } = Object(error);
  if (typeof responseCode === 'number') {
    return new DeliveryFailed('answered_error', `${where} answered ${responseCode}`, { status: responseCode });
  }
  if (code === 'ETLS') return new DeliveryFailed('tls_refused', `${where} cannot be trusted: TLS failed (ETLS)`);
  // The client puts a code of its own in the place of that of TLS or of the socket.
  return failureOf(Object.assign(new Error('SMTP'), { code: originalCode ?? code }), where);
}
