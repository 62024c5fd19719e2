// @ts-check
/** The page of a terminal: asks for the token, unless a link has brought it, connects, and says how things stand. */

import { Connection } from './connection.js';
import { HeldCommands } from './held-commands.js';
import { onLinkCode } from './link-code.js';
import { Screen } from './screen.js';
import { pageTitle } from './title.js';
import { onToken } from './token-form.js';

const form = /** @type {HTMLFormElement} */ (element('launch'));
const place = element('terminal');
const state = element('state');
const copy = element('copy');
const reconnect = element('reconnect');
const moderation = element('moderation');

/** @type {Screen | undefined} */
let screen;
/** @type {Connection | undefined} */
let connection;
/** @type {string | undefined} */
let resumeToken;
let title = 'Capstan terminal';
let isConnected = false;
/** A gateway that stops closes with it what it has not begun. */
const GOING_AWAY = 1001;
const WATCHING = 'You are watching: what you type goes nowhere.';
const MODERATING = 'You moderate: what you type goes nowhere.';
const questions = new HeldCommands(element('questions'), (id, isAllowed) => connection?.answer(id, isAllowed));

onToken(form, (token) => connect({ token }));
copy.addEventListener('click', async () => {
  if (screen && !(await screen.copy())) say('Nothing is selected.');
  screen?.focus();
});
reconnect.addEventListener('click', () => {
  if (resumeToken) connect({ token: resumeToken });
});
for (const action of /** @type {const} */ (['suspend', 'resume', 'end'])) {
  element(action).addEventListener('click', () => connection?.control(action));
}

onLinkCode((code) => {
  // Nothing is taken away from a session that is open here.
  if (!isConnected) connect({ code });
});

/** @param {{ token: string } | { code: string }} brought of one use */
function connect(brought) {
  form.hidden = true;
  reconnect.hidden = true;
  place.hidden = false;
  // What brings the page back is good until it is: the connection may be lost on the way once more.
  if (!('token' in brought) || brought.token !== resumeToken) resumeToken = undefined;
  isConnected = true;
  say('Connecting …');
  screen ??= new Screen(place, {
    onInput: (bytes) => connection?.type(bytes),
    onResize: (size) => connection?.resize(size),
    onTitle: (wished) => {
      document.title = pageTitle(title, wished);
    },
  });
  screen.allowInput(false);
  const url = `${location.origin.replace(/^http/, 'ws')}${location.pathname}/terminal`;
  connection = new Connection(url, brought, screen.size, handlers(screen, 'code' in brought));
}

/**
 * @param {Screen} screen
 * @param {boolean} isLink
 * @returns {import('./connection.js').Handlers}
 */
function handlers(screen, isLink) {
  let isOwner = false;
  let part = '';
  return {
    onWelcome(welcome) {
      isOwner = welcome.role === 'owner';
      part = isOwner ? '' : welcome.role === 'moderator' ? MODERATING : WATCHING;
      title = welcome.title;
      resumeToken = welcome.resume_token;
      document.title = title;
      element('title').textContent = title;
      copy.hidden = false;
      moderation.hidden = welcome.role !== 'moderator';
      screen.allowInput(isOwner);
      say(part);
      screen.focus();
    },
    onOutput: (bytes, done) => screen.print(bytes, done),
    onSnapshot: (bytes, done) => screen.draw(bytes, done),
    onSize: (size) => screen.follow(size),
    onNotice({ text, suspended }) {
      if (suspended !== undefined) screen.allowInput(isOwner && !suspended);
      say(`${part} ${text}`.trim(), suspended);
    },
    onQuestion: (question) => questions.show(question),
    onSettled: (id, isAllowed) => {
      questions.remove(id);
      say(`${part} The command was ${isAllowed ? 'allowed' : 'denied'}.`, !isAllowed);
    },
    onEnd({ text }) {
      stop();
      resumeToken = undefined;
      say(text, true);
    },
    onRefused() {
      stop();
      resumeToken = undefined;
      place.hidden = true;
      form.hidden = isLink;
      const what = isLink ? 'link opens nothing: it was opened before' : 'token opens nothing: it was used';
      const why = isLink
        ? 'or it may not be opened from here. Ask for another one'
        : 'or it belongs to another session';
      say(`The ${what}, it has expired, ${why}.`, true);
    },
    onLost(code) {
      stop();
      if (code === GOING_AWAY) {
        place.hidden = true;
        form.hidden = false;
        return say(
          'This gateway stops, and begins nothing any more. Open the session once more: another one takes it.',
          true,
        );
      }
      reconnect.hidden = resumeToken === undefined;
      const next = resumeToken ? 'The session goes on for now.' : 'The session cannot be resumed from here.';
      say(`The connection was lost (${code}). ${next}`, true);
    },
  };

  function stop() {
    isConnected = false;
    screen.allowInput(false);
    moderation.hidden = true;
    questions.clear();
  }
}

/**
 * @param {string} text
 * @param {boolean} [isBad]
 */
function say(text, isBad = false) {
  state.textContent = text;
  state.dataset.kind = isBad ? 'bad' : 'good';
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}
