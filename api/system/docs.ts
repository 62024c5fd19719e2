/** The contract in a browser, and the table of errors: all from this host, and no script in a page. */

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import { ERRORS } from '../../domain/errors.ts';

/** Swagger UI sets styles of elements by script; its scripts and fetches come from here alone. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The files that the page needs; the package's own page and initializer name an outside host. */
const ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Capstan API</title>
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="contract"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#contract',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
`;

export function mountDocs(app: Express, path: string): void {
  const directory = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const router = express.Router({ strict: true });
  router.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    next();
  });
  router.get('/', send('text/html', PAGE));
  router.get('/start.js', send('text/javascript', START));
  router.get('/errors', send('text/html', errorsPage()));
  for (const asset of ASSETS) {
    router.get(`/${asset}`, (_request, response) => response.sendFile(asset, { root: directory, maxAge: '1h' }));
  }
  app.use(path, router);
}

function send(type: string, text: string): RequestHandler {
  return (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.type(type).end(text);
  };
}

/** One section per code: the `type` of a problem leads to it. */
function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title, remedy }]) =>
      `<dt id="${code}"><code>${code}</code> &middot; ${status}</dt>\n<dd>${escapeHtml(title)}. ${escapeHtml(remedy)}</dd>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Capstan errors</title></head>
<body>
<h1>Errors</h1>
<dl>
${rows.join('\n')}
</dl>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/`([^`]*)`/g, '<code>$1</code>');
}
