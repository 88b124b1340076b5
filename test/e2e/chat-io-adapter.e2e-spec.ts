import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import { io, type Socket as ClientSocket } from 'socket.io-client';
import type { Socket } from 'socket.io';
import { createChatTestApp, type ChatTestApp } from '../../src/testing/index.js';
import { ChatIoAdapter } from '../../src/chat/chat-io.adapter.js';
import { ChatModule } from '../../src/chat/chat.module.js';

@WebSocketGateway()
class EchoGateway {
  @SubscribeMessage('echo')
  echo(@MessageBody() text: string): string {
    return `echo ${text}`;
  }

  @SubscribeMessage('listeners')
  listeners(@ConnectedSocket() socket: Socket): unknown {
    return socket.eventNames().filter((name) => typeof name === 'string');
  }
}

@WebSocketGateway({ namespace: 'other' })
class OtherGateway {
  @SubscribeMessage('typing')
  typing(@MessageBody() text: string): string {
    return `not chat: ${text}`;
  }
}

@Module({
  imports: [
    ChatModule.forRoot({
      storage: { url: 'sqlite::memory:' },
      guests: { tokenSecret: 'a secret of more than thirty-two bytes' },
    }),
  ],
  providers: [EchoGateway, OtherGateway],
})
class HostModule {}

let app: ChatTestApp;
let other: ClientSocket | undefined;

function start(): Promise<ChatTestApp> {
  return createChatTestApp(HostModule, {
    prepare: (nest) =>
      nest.useWebSocketAdapter(
        new ChatIoAdapter(nest, { transports: ['websocket'], allowedOrigins: [] }),
      ),
  });
}

afterEach(async () => {
  other?.close();
  await app.close();
});

describe('ChatIoAdapter', () => {
  it('subscribes nothing to the events of chat, which are answered all the same', async () => {
    app = await start();
    const alice = await app.connectAs('alice');
    await alice.request('join room', { roomname: 'red' });
    const names = await alice.sendRaw('listeners');
    expect(names).toEqual(expect.arrayContaining(['echo', 'listeners']));
    expect(names).not.toEqual(expect.arrayContaining(['new message']));
  });

  it("leaves a host's own gateways what they listen for, by the same names too", async () => {
    app = await start();
    const alice = await app.connectAs('alice');
    expect(await alice.sendRaw('echo', 'hi')).toBe('echo hi');
    other = io(`${app.url}/other`, { transports: ['websocket'], forceNew: true });
    expect(await other.emitWithAck('typing', 'hi')).toBe('not chat: hi');
  });
});
