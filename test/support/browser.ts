/** As much of a browser as a sign-in needs: it keeps cookies and follows redirects. */

interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Without port: cookies do not tell ports apart. */
  readonly host: string;
  readonly path: string;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export class Browser {
  #cookies: Cookie[] = [];

  /** One request, whose redirect is not followed. */
  async get(url: string): Promise<Page> {
    const response = await fetch(url, { redirect: 'manual', headers: { Cookie: this.#header(new URL(url)) } });
    for (const line of response.headers.getSetCookie()) this.#keep(new URL(url), line);
    return { url, status: response.status, headers: response.headers, text: await response.text() };
  }

  /**
   * Follows redirects up to the first URL that begins with `stop`, which is not asked for (its page has status 0), or
   * to the first answer that leads nowhere.
   */
  async visit(url: string, stop: string): Promise<Page> {
    let next = url;
    for (let hops = 0; hops < 15; hops += 1) {
      if (next.startsWith(stop)) return { url: next, status: 0, headers: new Headers(), text: '' };
      const page = await this.get(next);
      const location = page.headers.get('location');
      if (page.status < 300 || page.status > 399 || location === null) return page;
      next = new URL(location, next).href;
    }
    throw new Error(`the redirects of ${url} do not end`);
  }

  /** Forgets what hosts have set, as another browser would not know it. */
  clear(): void {
    this.#cookies = [];
  }

  #header({ hostname, pathname }: URL): string {
    return this.#cookies
      .filter(({ host, path }) => host === hostname && pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #keep({ hostname }: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const equals = pair.indexOf('=');
    const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
    const attribute = (wanted: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? '/';
    this.#cookies = this.#cookies.filter((one) => !(one.name === name && one.host === hostname && one.path === path));
    const ends = attribute('expires');
    const isGone = attribute('max-age') === '0' || (ends !== undefined && Date.parse(ends) <= Date.now());
    if (!isGone && value !== '') this.#cookies.push({ name, value, host: hostname, path });
  }
}
