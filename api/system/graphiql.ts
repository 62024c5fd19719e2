/** Questions to reports in a browser: all from this host, no script in a page, and nothing of what is asked. */

import express, { type Express, type RequestHandler } from 'express';

/** The editor sets styles of elements by script; scripts, workers and fetches come from here alone. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Files of the page, by what the package calls their content. */
const FILES = {
  'graphiql.js': { part: 'js', type: 'text/javascript' },
  'graphiql.css': { part: 'css', type: 'text/css' },
  'editor.worker.js': { part: 'editorWorkerService', type: 'text/javascript' },
  'json.worker.js': { part: 'jsonWorker', type: 'text/javascript' },
  'graphql.worker.js': { part: 'graphqlWorker', type: 'text/javascript' },
} as const;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Capstan reports</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphiql/graphiql.css">
</head>
<body class="no-focus-outline">
<noscript>This page needs JavaScript.</noscript>
<div id="root"></div>
<script src="/graphiql/workers.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script src="/graphiql/start.js"></script>
</body>
</html>
`;

const WORKERS = `const files = { editorWorkerService: 'editor', json: 'json', graphql: 'graphql' };
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => \`/graphiql/\${files[label] ?? 'editor'}.worker.js\`,
};
`;

const QUESTION = `# Who asks is told by headers, below: {"Authorization": "Basic …"} or {"Authorization": "Bearer …"}

{
  age { as_of behind lag_seconds }
  findings(first: 10, status: [open], severity: [critical, high]) {
    nodes { signal severity first_seen_at resource { name status } }
    next_cursor
  }
}
`;

const START = `window.YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), ${JSON.stringify({
  endpoint: '/v1/graphql',
  method: 'POST',
  title: 'Capstan reports',
  query: QUESTION,
  defaultEditorToolsVisibility: 'headers',
  shouldPersistHeaders: false,
})});
`;

export function mountGraphiql(app: Express, path: string): void {
  const router = express.Router({ strict: true });
  router.use((_request, response, next) => {
    response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    next();
  });
  router.get('/', send('text/html', PAGE));
  router.get('/workers.js', send('text/javascript', WORKERS));
  router.get('/start.js', send('text/javascript', START));
  for (const [name, { part, type }] of Object.entries(FILES)) {
    router.get(`/${name}`, async (_request, response) => {
      // Nine million characters, which most processes are never asked for.
      const parts = await import('@graphql-yoga/render-graphiql/graphiql');
      response.setHeader('Cache-Control', 'max-age=3600');
      response.type(type).end(parts[part]);
    });
  }
  app.use(path, router);
}

function send(type: string, text: string): RequestHandler {
  return (_request, response) => {
    response.setHeader('Cache-Control', 'no-cache');
    response.type(type).end(text);
  };
}
