/**
 * A receiver of syslog in a process of its own, where resets come at moments of their own: it resets every connection
 * after some messages, and tells its parent its port and the authority of its certificate.
 */

import { startSyslogReceiver } from './syslog-receiver.ts';

const AFTER = 100;

const receiver = await startSyslogReceiver();
const arm = () => {
  receiver.faults.resetAfter ??= receiver.messages.length + AFTER;
};
arm();
setInterval(arm, 1);
process.send?.({ port: receiver.port, caPem: receiver.certificate.caPem });
