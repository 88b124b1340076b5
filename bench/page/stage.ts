import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { io, type Socket } from 'socket.io-client';

const LISTENING = /listening on (http:\/\/[^\s"]+)/iu;
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
];
/** Messages that wait for their acknowledgement at a time. */
const IN_FLIGHT = 500;

/** The built server, a browser with one reader, and a writer on a bare socket. */
export interface Stage {
  readonly page: Page;
  /** Writes `count` messages as fast as the server takes them. */
  write(count: number): Promise<void>;
  /** Writes `perSecond` messages a second, for so many seconds. */
  writeSteadily(perSecond: number, seconds: number): Promise<void>;
  close(): Promise<void>;
}

function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders
    .map((folder) => join(folder, 'chromium'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
  if (found === undefined) throw new Error('There is no chromium on the PATH');
  return found;
}

function startServer(folder: string): Promise<{ server: ChildProcess; url: string }> {
  const server = spawn(process.execPath, ['dist/main.js'], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      TOKEN_SECRET: randomBytes(32).toString('hex'),
      PORT: '0',
      DATABASE_URL: `sqlite:${folder}/parley.db`,
      RATE_LIMIT_ENABLED: 'false',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let printed = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const url = LISTENING.exec(printed)?.[1];
      if (url !== undefined) resolve({ server, url });
    });
    server.once('exit', () => reject(new Error(`The server ended:\n${printed}`)));
  });
}

async function connectWriter(url: string, room: string): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], auth: { username: 'writer' } });
  await socket.emitWithAck('join room', { roomname: room });
  return socket;
}

async function openPage(browser: Browser, url: string, room: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  await page.goto(`${url}/r/${room}?name=reader`);
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('textbox', { name: /^Message / }).waitFor();
  return page;
}

/** Sets it up with `count` messages in the room. */
export async function setUp(count: number): Promise<Stage> {
  mkdirSync('data', { recursive: true });
  const folder = mkdtempSync(join('data', 'bench-page-'));
  const { server, url } = await startServer(folder);
  const writer = await connectWriter(url, 'bench');
  let written = 0;
  const send = (): Promise<unknown> => {
    written += 1;
    const message = `Message ${written}: some *words* about \`code\`, and what it is for`;
    return writer.emitWithAck('new message', { room: 'bench', message });
  };
  const write = async (total: number): Promise<void> => {
    for (let left = total; left > 0; left -= IN_FLIGHT) {
      await Promise.all(Array.from({ length: Math.min(left, IN_FLIGHT) }, send));
    }
  };
  await write(count);
  const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
  const page = await openPage(browser, url, 'bench');
  return {
    page,
    write,
    writeSteadily: async (perSecond, seconds) => {
      const sends: Promise<unknown>[] = [];
      await new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          for (let index = 0; index < perSecond / 20; index += 1) sends.push(send());
          if (sends.length < perSecond * seconds) return;
          clearInterval(timer);
          resolve();
        }, 50);
      });
      await Promise.all(sends);
    },
    close: async () => {
      await browser.close();
      writer.close();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
