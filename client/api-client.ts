/** Calls the API as any other program would: over HTTP, with a token. */

/** What a person at the terminal can mend. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  /** 2: wrong arguments or settings; 1: the API has refused. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly correlation_id?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export class ApiClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.#url = url;
    this.#headers = headers;
  }

  /** @throws ClientError that names what is missing, never what is there. */
  static fromEnvironment(environment: NodeJS.ProcessEnv): ApiClient {
    const { CAPSTAN_URL: url, CAPSTAN_TOKEN: token, CAPSTAN_ORGANIZATION: organization } = environment;
    if (!url || !/^https?:\/\/[^/?#@]+\/?$/.test(url)) {
      throw new ClientError('CAPSTAN_URL is needed: the API, as https://capstan.example:8080, without a path');
    }
    if (!token) throw new ClientError('CAPSTAN_TOKEN is needed: an access or user token');
    return new ApiClient(url.replace(/\/$/, ''), {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      ...(organization ? { 'X-Capstan-Organization': organization } : {}),
    });
  }

  /** @throws ClientError with what the API says where it refuses, or does not answer. */
  async call<Answer>(method: 'GET' | 'PUT', path: string, body?: object): Promise<Answer> {
    const response = await this.#fetch(method, path, body);
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer as Answer;
    const { title, detail, correlation_id: correlationId, errors = [] }: Problem = Object(answer);
    const said = [
      `${method} ${path}: ${response.status} ${title ?? response.statusText}`,
      ...(detail ? [detail] : []),
      ...errors.map((error) => `  ${error.pointer}: ${error.detail}`),
      ...(correlationId ? [`correlation id ${correlationId}`] : []),
    ];
    throw new ClientError(said.join('\n'), 1);
  }

  async #fetch(method: string, path: string, body: object | undefined): Promise<Response> {
    try {
      return await fetch(`${this.#url}${path}`, {
        method,
        headers: this.#headers,
        redirect: 'error',
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch (error) {
      const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new ClientError(`${this.#url} does not answer: ${why}`, 1);
    }
  }
}
