// @ts-check
/** Copying and pasting as terminals do it: with Shift, since Ctrl+C and Ctrl+V belong to the target. */

/** @import { Terminal } from './xterm.mjs' */

/**
 * Copies what is selected, and answers whether anything was.
 * @param {Terminal} terminal
 */
export async function copySelection(terminal) {
  if (!terminal.hasSelection()) return false;
  try {
    await navigator.clipboard.writeText(terminal.getSelection());
  } catch {
    // Browsers keep that from pages without TLS; the event of old is answered by xterm.js.
    terminal.focus();
    document.execCommand('copy');
  }
  return true;
}

/**
 * For `attachCustomKeyEventHandler`: false means that the terminal leaves the key alone.
 * @param {Terminal} terminal
 */
export function clipboardKeys(terminal) {
  return (/** @type {KeyboardEvent} */ event) => {
    if (event.type !== 'keydown') return true;
    const { ctrlKey, shiftKey, code } = event;
    if ((ctrlKey && shiftKey && code === 'KeyC') || (ctrlKey && code === 'Insert')) {
      // Else a browser opens its tools.
      event.preventDefault();
      void copySelection(terminal);
      return false;
    }
    // The browser pastes, and xterm.js takes what it pastes.
    return !((ctrlKey && shiftKey && code === 'KeyV') || (shiftKey && code === 'Insert'));
  };
}
