import type { BrowserContext, Locator, Page } from 'playwright-core';

/** Someone in front of a page: what they do, in their own words. */
export class Person {
  /** What the page complained about: scripts that threw, requests that the policy forbade. */
  readonly complaints: string[] = [];

  constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    readonly url: string,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  /** Opens an address of the page. */
  async open(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.url).href);
  }

  /** Comes in by an invitation to a room. */
  async enter(name: string, room = 'lobby'): Promise<void> {
    await this.open(`/r/${encodeURIComponent(room)}?name=${encodeURIComponent(name)}`);
    await this.page.getByRole('button', { name: 'Enter' }).click();
    await this.field.waitFor();
  }

  /** Where one writes. */
  get field(): Locator {
    return this.page.getByRole('textbox', { name: /^Message / });
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** The messages on the screen that hold a text. */
  message(text: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ hasText: text });
  }

  /** Waits until a message is on the screen. */
  async sees(text: string | RegExp): Promise<void> {
    await this.message(text).first().waitFor();
  }

  /** Their device has a network again: the page need not wait for its next try. */
  async hasNetworkAgain(): Promise<void> {
    await this.context.setOffline(true);
    await this.context.setOffline(false);
  }

  /** A link of the side bar. */
  place(name: string | RegExp): Locator {
    return this.page.getByRole('navigation').getByRole('link', { name });
  }
}
