import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { ChatClient } from '../../src/client/index.js';
import { TestClient } from '../../src/testing/index.js';
import { TOKEN_SECRET } from '../support/chat.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';
import { MetricsPage } from '../support/metrics.js';
import {
  type Certificate,
  describeWithNginx,
  NginxService,
} from '../support/services/nginx.service.js';
import { freePort } from '../../services/free-port.js';
import { PostgresService } from '../../services/postgres.service.js';
import { describeWithPostgres } from '../support/services/describe-with.js';

describeWithNginx('behind nginx, as deploy/ sets it up,', () => {
  describeWithPostgres('two nodes on one PostgreSQL', () => {
    let postgres: PostgresService;
    let env: Record<string, string>;
    let nodes: ServerProcess[] = [];
    let nginx: NginxService;
    let leavingUrl = '';

    beforeAll(async () => {
      postgres = await PostgresService.start();
      env = {
        DATABASE_URL: await postgres.createDatabase(),
        TOKEN_SECRET,
        RATE_LIMIT_ENABLED: 'false',
      };
      const start = async () => ServerProcess.start({ ...env, PORT: String(await freePort()) });
      nodes = await Promise.all([start(), start()]);
      nginx = await NginxService.start(nodes.map(({ url }) => url));
    });
    afterAll(async () => {
      await nginx.stop();
      await Promise.all(nodes.map((node) => node.end('SIGTERM')));
      await postgres.stop();
    });

    const connections = () =>
      Promise.all(
        nodes.map(async ({ url }) => (await MetricsPage.read(url)).value('parley_connections')),
      );

    it.each(['websocket', 'polling', 'polling then websocket'])(
      'serve a client by %s',
      async (way) => {
        const transports = way.split(' then ');
        const socket = io(nginx.url, { transports, auth: { username: transports.join('-') } });
        const answer: unknown = await socket.emitWithAck('join room', { roomname: 'lobby' });
        expect(answer).toMatchObject({ ok: true });
        if (transports.length > 1 && socket.io.engine.transport.name !== 'websocket') {
          await new Promise((resolve) => socket.io.engine.once('upgrade', resolve));
        }
        const texts = Array.from({ length: 20 }, (_, n) => `${transports.join()} ${n}`);
        const sent: unknown[] = await Promise.all(
          texts.map((message) => socket.emitWithAck('new message', { message })),
        );
        expect(sent).toEqual(texts.map(() => expect.objectContaining({ ok: true })));
        socket.disconnect();
      },
    );

    it('share out WebSockets', async () => {
      const clients = await Promise.all(
        Array.from({ length: 10 }, (_, n) => TestClient.connect(nginx.url, { username: `s-${n}` })),
      );
      const counts = await connections();
      expect(Math.min(...counts)).toBeGreaterThan(2);
      for (const client of clients) client.close();
    });

    it('serve the page, say whether any of them is ready, and show no metrics', async () => {
      const status = async (path: string) => (await fetch(`${nginx.url}${path}`)).status;
      expect(await status('/')).toBe(200);
      expect(await status('/health/ready')).toBe(200);
      expect(await status('/metrics')).toBe(404);
      expect(await status('/metrics/')).toBe(404);
    });

    it("leave ids of polling connections out of nginx's log", async () => {
      const log = await nginx.log();
      expect(log.some((line) => line.includes('"GET /socket.io/"'))).toBe(true);
      expect(log.join('\n')).not.toMatch(/sid=/);
    });

    it('lose nothing and no one when one of them is told to end', async () => {
      const people = Array.from(
        { length: 20 },
        (_, n) => new ChatClient({ url: nginx.url, username: `person-${n}` }),
      );
      const rooms = await Promise.all(people.map((person) => person.join('rolling')));
      expect(Math.min(...(await connections()))).toBeGreaterThan(5);

      const moved = new Set<ChatClient>();
      for (const person of people) {
        person.on('connection', (state) => {
          if (state === 'online') moved.add(person);
        });
      }
      const over = new AbortController();
      const sent: string[] = [];
      const talk = async (n: number) => {
        for (let said = 0; !over.signal.aborted; said++) {
          const text = `${n} says ${said}`;
          await rooms[n]?.send(text);
          sent.push(text);
        }
      };
      const talking = people.map((_, n) => talk(n));
      while (sent.length < 200) await Promise.race([...talking, delay(20)]);

      const [leaving] = nodes.splice(0, 1);
      leavingUrl = leaving?.url ?? '';
      expect(await leaving?.end('SIGTERM')).toEqual({ code: 0, signal: null });
      while ((await connections())[0] !== people.length) await delay(20);
      over.abort();
      await Promise.all(talking);
      expect(moved.size).toBeGreaterThan(5);

      const stored = await textsOf(nginx.url, 'rolling');
      expect(stored.toSorted()).toEqual(sent.toSorted());
      for (const person of people) person.close();
    });

    it('have people again on a node that is back', async () => {
      const [, port = ''] = /:(\d+)$/.exec(leavingUrl) ?? [];
      nodes.unshift(await ServerProcess.start({ ...env, PORT: port }));
      const clients: TestClient[] = [];
      while ((await connections())[0] === 0) {
        clients.push(await TestClient.connect(nginx.url));
      }
      expect((await connections())[0]).toBeGreaterThan(0);
      for (const client of clients) client.close();
    });

    it('are behind TLS where a certificate is named', async () => {
      const folder = temporaryFolder();
      const certificate = selfSigned(folder.path);
      const secure = await NginxService.start(
        nodes.map(({ url }) => url),
        certificate,
      );
      const options = { transports: ['websocket'], rejectUnauthorized: false };
      const socket = io(secure.url, { ...options, auth: { username: 'secured' } });
      const answer: unknown = await socket.emitWithAck('join room', { roomname: 'lobby' });
      expect(answer).toMatchObject({ ok: true });
      socket.disconnect();
      await secure.stop();
      folder.remove();
    });
  });
});

/** Every text of a room, from its pages; checks that the order is dense. */
async function textsOf(url: string, room: string): Promise<string[]> {
  const reader = await TestClient.connect(url, { username: 'reader' });
  await reader.request('join room', { roomname: room });
  const texts: string[] = [];
  for (let after = 0, complete = false; !complete; after = texts.length) {
    const page = await reader.request('room history', { room, after, limit: 200 });
    for (const { seq, message } of page.messages) {
      texts.push(message);
      expect(seq).toBe(texts.length);
    }
    complete = page.complete;
  }
  reader.close();
  return texts;
}

function selfSigned(folder: string): Certificate {
  const files = { certificate: `${folder}/certificate.pem`, key: `${folder}/key.pem` };
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'];
  const options = ['-days', '1', '-out', files.certificate, '-keyout', files.key];
  execFileSync('openssl', [...request, ...options], { stdio: 'ignore' });
  return files;
}
