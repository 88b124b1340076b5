import type { History } from '../history/entry.js';
import {
  LOBBY,
  good,
  find,
  replace,
  postpone,
  repeatLate,
  spoilLog,
  last,
  changed,
  newPlace,
  received,
  acknowledged,
  lobbyLog,
  comeback,
  refused,
  bothReceived,
  bothApplied,
  swapMessages,
  overtake,
} from './spoiling.js';

/** A good history with one thing wrong, and the rules that must see it. No other may. */
export interface Spoilt {
  readonly name: string;
  readonly rules: readonly number[];
  readonly history: () => History;
}

/** Each with one thing wrong. */
export const SPOILT: readonly Spoilt[] = [
  {
    name: 'what was acknowledged is not stored',
    rules: [1],
    history: () => spoilLog((messages) => messages.slice(0, -1)),
  },
  {
    name: 'an acknowledgement of what is not stored',
    rules: [1],
    history: () => {
      const view = find('view');
      const { client, user, conn } = acknowledged();
      const who = { client, user, conn, request: 1_000 };
      const text = { room: LOBBY, bodyHash: 'false' };
      const message = { ...text, id: 'false', seq: lobbyLog().length + 1, sender: user };
      const time = view.time - 30_000;
      const at = good.findIndex((entry) => entry.time > time);
      const send = { ...text, event: 'new message', clientMsgId: 'false' } as const;
      const answer = { result: 'ok', final: false, message } as const;
      return good.toSpliced(
        at,
        0,
        { op: 'ask', ...who, ...send, time },
        { op: 'answer', ...who, ...answer, time: time + 1 },
      );
    },
  },
  {
    name: 'a message stored twice',
    rules: [1, 3],
    history: () => spoilLog((m) => [...m, { ...last(m), id: 'copy', seq: m.length + 1 }]),
  },
  {
    name: 'a message that no one sent',
    rules: [2],
    history: () =>
      spoilLog((m) => [...m, { ...last(m), id: 'x', seq: m.length + 1, bodyHash: 'unheard-of' }]),
  },
  {
    name: "a message under another's name",
    rules: [2],
    history: () => replace(received(), changed(received(), { sender: 'cleo' })),
  },
  {
    name: 'a text that was changed on the way',
    rules: [2],
    history: () => replace(received(), changed(received(), { bodyHash: 'other' })),
  },
  {
    name: 'two acknowledgements of one send that disagree',
    rules: [3],
    history: () => {
      const second = find('answer', ({ request, message }) =>
        good.some(
          (other) =>
            other.op === 'answer' &&
            message &&
            other.request < request &&
            other.message?.id === message.id,
        ),
      );
      return second.message
        ? replace(second, { ...second, message: { ...second.message, ...newPlace } })
        : good;
    },
  },
  {
    name: 'what was refused for good is stored',
    rules: [3],
    history: () => {
      const { bodyHash = '', user: sender } = refused(LOBBY);
      return spoilLog((m) => [...m, { ...last(m), id: 'x', seq: m.length + 1, bodyHash, sender }]);
    },
  },
  {
    name: 'a gap in a log',
    rules: [4],
    history: () =>
      spoilLog((messages) =>
        messages.map((m) => (m === last(messages) ? { ...m, ...newPlace } : m)),
      ),
  },
  {
    name: 'a log out of order',
    rules: [4],
    history: () => spoilLog((m) => [...m.slice(1, 2), ...m.slice(0, 1), ...m.slice(2)]),
  },
  {
    name: 'two nodes that disagree on an order',
    rules: [5],
    history: () =>
      spoilLog(([first, second, ...rest]) =>
        first && second ? [{ ...second, seq: 1 }, { ...first, seq: 2 }, ...rest] : [],
      ),
  },
  {
    name: 'a client that was told another id',
    rules: [5],
    history: () => replace(received(), changed(received(), { id: 'other' })),
  },
  {
    name: 'two live messages in the wrong order',
    rules: [6],
    history: () => swapMessages(bothReceived()),
  },
  {
    name: 'two messages shown in the wrong order',
    rules: [6],
    history: () => swapMessages(bothApplied()),
  },
  { name: 'an acknowledged message that another overtook', rules: [7], history: overtake },
  {
    name: 'a page without what was acknowledged before',
    rules: [8],
    history: () => replace(comeback(), { ...comeback(), page: [] }),
  },
  {
    name: 'a message that someone never saw',
    rules: [9],
    history: () => {
      const lost = find('apply', ({ message }) => message.room === LOBBY);
      return replace(lost);
    },
  },
  {
    name: 'a message that someone saw much too late',
    rules: [10],
    history: () => postpone(find('apply', ({ message }) => message.room === LOBBY)),
  },
  {
    name: 'a message shown twice',
    rules: [11],
    history: () => {
      const applied = find('apply', ({ message }) => message.room === LOBBY);
      return replace(applied, applied, { ...applied, time: applied.time + 0.5 });
    },
  },
  {
    name: 'a message that came twice over one connection',
    rules: [11],
    history: () => repeatLate(received()),
  },
  {
    name: 'a message that came back to its sender',
    rules: [11],
    history: () => {
      const { client, user, conn, time, message } = acknowledged();
      if (!message) return good;
      const echo = { op: 'receive', client, user, conn, message, time: time - 0.5 } as const;
      return replace(acknowledged(), echo, acknowledged());
    },
  },
  {
    name: 'a message to someone who had left the room',
    rules: [12],
    history: () => {
      const left = find('answer', ({ user }) => user === 'cleo');
      const { client, user, conn } = left;
      const leak = { ...received(), client, user, conn, time: received().time + 0.5 };
      return replace(received(), received(), leak);
    },
  },
  {
    name: 'a message to someone who never joined the room',
    rules: [12],
    history: () => {
      const sent = find('answer', ({ message }) => message?.room === '#garden');
      const { conn } = find('open', ({ user }) => user === 'ben');
      if (!sent.message) return good;
      const who = { client: 'ben-2', user: 'ben', conn, time: sent.time - 0.5 };
      return replace(sent, { op: 'receive', ...who, message: sent.message }, sent);
    },
  },
  {
    name: 'a private message to a third person',
    rules: [13],
    history: () => {
      const sent = find('receive', ({ message }) => message.room.startsWith('@'));
      const leak = { ...sent, client: 'cleo-3', user: 'cleo', conn: 4, time: sent.time + 0.5 };
      return replace(sent, sent, leak);
    },
  },
  {
    name: 'a ghost',
    rules: [14],
    history: () => replace(find('view'), { ...find('view'), live: ['anna'] }),
  },
  {
    name: 'someone who is here unseen',
    rules: [14],
    history: () => replace(find('view'), { ...find('view'), online: ['anna'] }),
  },
  {
    name: 'someone who goes without having come',
    rules: [14],
    history: () => {
      const told = find('presence');
      return replace(told, { ...told, status: 'offline' });
    },
  },
  {
    name: 'a request without an answer',
    rules: [15],
    history: () => replace(find('answer', ({ user }) => user === 'cleo')),
  },
  {
    name: 'a request with two answers',
    rules: [15],
    history: () => {
      const answer = find('answer', ({ final }) => final);
      return replace(answer, answer, { ...answer, time: answer.time + 0.5 });
    },
  },
  {
    name: 'an answer that came much too late',
    rules: [15],
    history: () => postpone(find('answer', ({ final }) => final)),
  },
  {
    name: 'a process that ended by itself',
    rules: [16],
    history: () => replace(find('process', ({ event }) => event === 'killed')),
  },
  {
    name: 'a rejection that no one caught',
    rules: [16],
    history: () => replace(find('vitals'), { ...find('vitals'), unhandled: 1 }),
  },
  {
    name: 'a process that grew',
    rules: [16],
    history: () => replace(find('vitals'), { ...find('vitals'), rssBytes: 1_001 }),
  },
  {
    name: 'a secret in the logs',
    rules: [16],
    history: () => replace(find('vitals'), { ...find('vitals'), canaries: 1 }),
  },
];
