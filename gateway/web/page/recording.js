// @ts-check
/** The page of a recording: fetches it with a token, which goes into a header and no address, and plays it. */

import { onToken } from './token-form.js';

const form = /** @type {HTMLFormElement} */ (document.getElementById('launch'));
const place = /** @type {HTMLElement} */ (document.getElementById('player'));
const state = /** @type {HTMLElement} */ (document.getElementById('state'));

/** Pauses of the person who typed are shortened to this. */
const LONGEST_PAUSE_S = 3;

onToken(form, (token) => {
  play(token).catch(() => say('The recording could not be fetched.'));
});

/** @param {string} token */
async function play(token) {
  form.hidden = true;
  say('Fetching the recording …');
  const response = await fetch(`${location.pathname}.cast`, {
    headers: { Authorization: `Bearer ${token}` },
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
  });
  if (!response.ok) {
    form.hidden = false;
    const unauthorized = 'The token opens nothing: it was used, it has expired, or it belongs to another recording.';
    say(response.status === 401 ? unauthorized : `The recording could not be fetched (${response.status}).`);
    return;
  }
  const recording = await response.text();
  say('');
  place.hidden = false;
  // A script of its own makes it, since the package is no module.
  const { AsciinemaPlayer } = /** @type {any} */ (window);
  AsciinemaPlayer.create({ data: recording }, place, { fit: 'both', idleTimeLimit: LONGEST_PAUSE_S, preload: true });
}

/** @param {string} text */
function say(text) {
  state.textContent = text;
}
