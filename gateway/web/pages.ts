/** The pages of the gateway and their files: our own, and those of packages as they are. All are served from this host. */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Router } from 'express';
import { isSessionId } from '../../domain/session-id.ts';

const require = createRequire(import.meta.url);

const PAGE = fileURLToPath(new URL('./page/', import.meta.url));

/** Names below `/connect/assets/`, and where the files lie. Nothing else is served, whatever a path says. */
const ASSETS: Readonly<Record<string, string>> = {
  ...ownFiles([
    'clipboard.js',
    'connection.js',
    'held-commands.js',
    'link-code.js',
    'page.css',
    'questions.js',
    'recording.js',
    'screen.js',
    'terminal.js',
    'title.js',
    'token-form.js',
  ]),
  'xterm.mjs': require.resolve('@xterm/xterm/lib/xterm.mjs'),
  'xterm.css': require.resolve('@xterm/xterm/css/xterm.css'),
  'addon-fit.mjs': require.resolve('@xterm/addon-fit/lib/addon-fit.mjs'),
  'asciinema-player.js': require.resolve('asciinema-player/dist/bundle/asciinema-player.min.js'),
  'asciinema-player.css': require.resolve('asciinema-player/dist/bundle/asciinema-player.css'),
};

/** What holds for both pages: everything comes from here, no code lies in a page, nobody frames one. */
const COMMON_POLICY = [
  "default-src 'none'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  // A form that its script has not caught goes nowhere, so a token never gets into an address.
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** xterm.js sets colours and sizes by style elements and attributes; styles are no code. */
const TERMINAL_POLICY = [
  ...COMMON_POLICY,
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  // Text of a target becomes text and never HTML: where a script would make HTML of any text, browsers refuse.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The player's emulator is WebAssembly, which it carries in its script. */
const RECORDING_POLICY = [
  ...COMMON_POLICY,
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
].join('; ');

/** A page asks for nothing of the browser but the clipboard, which the terminal is copied to. */
const PERMISSIONS = [
  'clipboard-read=(self)',
  'clipboard-write=(self)',
  ...['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb'].map((name) => `${name}=()`),
].join(', ');

/** Serves the pages below `/connect`. They are the same for every id: whether there is a session is told to tokens only. */
export function pages(): Router {
  const router = express.Router({ strict: true, caseSensitive: true });
  router.get('/assets/:name', sendAsset);
  router.get('/:id', sendPage('terminal.html', TERMINAL_POLICY));
  router.get('/:id/recording', sendPage('recording.html', RECORDING_POLICY));
  return router;
}

function sendPage(file: string, policy: string): RequestHandler<{ id: string }> {
  return (request, response, next) => {
    if (!isSessionId(request.params.id)) return next();
    response.setHeader('Content-Security-Policy', policy);
    response.setHeader('Permissions-Policy', PERMISSIONS);
    response.setHeader('Cache-Control', 'no-store');
    response.sendFile(file, { root: PAGE, cacheControl: false, lastModified: false, etag: false });
  };
}

const sendAsset: RequestHandler<{ name: string }> = (request, response, next) => {
  const path = Object.hasOwn(ASSETS, request.params.name) ? ASSETS[request.params.name] : undefined;
  if (path === undefined) return next();
  // Asked for again each time, and mostly answered 304: a page never runs with the files of another version.
  response.setHeader('Cache-Control', 'no-cache');
  response.sendFile(path, { cacheControl: false, dotfiles: 'allow' });
};

function ownFiles(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, join(PAGE, name)]));
}
