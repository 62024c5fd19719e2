/** The pages of a gateway in a real browser: opened, let in by a token, and read as people read them. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { until } from './until.ts';

/** A page that may use the clipboard; whatever it complains about, and whomever else it asks, fails the test. */
export async function openPage(browser: Browser, test: TestContext, url: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 900, height: 600 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A connection that a test cuts is told in the console by the browser itself.
    if (message.type() !== 'info' && !/WebSocket connection/.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== new URL(url).origin && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  test.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(url);
  return page;
}

export async function launch(page: Page, token: string): Promise<void> {
  await page.fill('#token', token);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.xterm-rows');
  await page.waitForSelector('#copy:visible');
}

/** Each row as a line, without the blanks at its end. */
export async function screenOf(page: Page): Promise<string> {
  const rows = await page.locator('.xterm-rows > div').allInnerTexts();
  return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
}

/** Measures for how long nothing else had a turn. */
export const PULSE = `
  globalThis.pulse = { last: performance.now(), longest: 0 };
  setInterval(() => {
    const now = performance.now();
    pulse.longest = Math.max(pulse.longest, now - pulse.last);
    pulse.last = now;
  }, 10);
`;

export function shows(page: Page, pattern: RegExp): Promise<string> {
  const look = async () => {
    const text = await screenOf(page);
    return pattern.test(text) ? text : undefined;
  };
  return until(`a screen like ${pattern}`, look, 60_000);
}

export function says(page: Page, pattern: RegExp): Promise<string> {
  const look = async () => {
    const text = (await page.locator('#state').allInnerTexts()).join();
    return pattern.test(text) ? text : undefined;
  };
  return until(`a page that says ${pattern}`, look, 60_000);
}
