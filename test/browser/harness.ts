import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
} from 'playwright-core';
import { freePort } from '../../services/free-port.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';
import { findChromium, STEP_TIMEOUT_MS } from './chromium.js';
import { Person } from './person.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The built server and a browser with any number of people, all ended by `close()`. */
export class Harness {
  private readonly contexts: BrowserContext[] = [];

  private constructor(
    private server: ServerProcess,
    private readonly browser: Browser,
    private readonly folder: ReturnType<typeof temporaryFolder>,
    private readonly environment: Record<string, string>,
  ) {}

  /** @param settings of the server, beside those that a test needs anyway. */
  static async start(settings: Record<string, string> = {}): Promise<Harness> {
    const executablePath = findChromium();
    if (executablePath === undefined) {
      throw new Error('There is no chromium on the PATH: apt-get install chromium');
    }
    const folder = temporaryFolder();
    const PORT = String(await freePort());
    const environment = { ...environmentIn(folder.path), PORT, ...settings };
    const server = await ServerProcess.start(environment);
    try {
      const launching = { executablePath, args: FLAGS, timeout: STEP_TIMEOUT_MS };
      const browser = await chromium.launch(launching);
      return new Harness(server, browser, folder, environment);
    } catch (fault) {
      await server.end('SIGKILL');
      throw fault;
    }
  }

  get url(): string {
    return this.server.url;
  }

  /**
   * A newcomer with a browser profile of their own.
   * @param url whence they get the page. Default: from the server.
   */
  async person(options: BrowserContextOptions = {}, url = this.url): Promise<Person> {
    const context = await this.browser.newContext({ locale: 'en-GB', ...options });
    context.setDefaultTimeout(STEP_TIMEOUT_MS);
    this.contexts.push(context);
    return new Person(await context.newPage(), context, url);
  }

  /** Another tab of the same person. */
  async secondTab(person: Person): Promise<Person> {
    return new Person(await person.context.newPage(), person.context, person.url);
  }

  /** Ends the server without warning. */
  async killServer(): Promise<void> {
    await this.server.end('SIGKILL');
  }

  /** Starts it again, where it was, on what it had stored. */
  async restartServer(): Promise<void> {
    this.server = await ServerProcess.start(this.environment);
  }

  /** Everybody goes home: the next test begins with an empty room of people. */
  async everybodyLeaves(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  async close(): Promise<void> {
    await this.everybodyLeaves();
    await this.browser.close();
    await this.server.end('SIGTERM');
    this.folder.remove();
  }
}

function environmentIn(folder: string): Record<string, string> {
  return {
    DATABASE_URL: `sqlite:${folder}/parley.db`,
    RATE_LIMIT_ENABLED: 'false',
    LOG_LEVEL: 'info',
  };
}
