/**
 * Baseline (b): what the documentation of Nest leads to, a gateway whose payloads are DTOs behind a
 * `ValidationPipe`. No storage, no acknowledgements; the rooms, notices and private messages of (a).
 */
import 'reflect-metadata';
import { Module, UsePipes, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayDisconnect,
} from '@nestjs/websockets';
import { IsString, Length, Matches } from 'class-validator';
import { Socket } from 'socket.io';

class JoinRoomDto {
  @IsString()
  @Length(1, 64)
  roomname!: string;

  @IsString()
  @Matches(/^[\w.-]{1,32}$/)
  username!: string;
}

class NewMessageDto {
  @IsString()
  @Length(1, 4_000)
  message!: string;
}

class NewPmDto extends NewMessageDto {
  @IsString()
  @Matches(/^[\w.-]{1,32}$/)
  target!: string;
}

@UsePipes(new ValidationPipe())
@WebSocketGateway()
export class StockGateway implements OnGatewayDisconnect<Socket> {
  private readonly socketIds = new Map<string, string>();
  private readonly people = new Map<string, JoinRoomDto>();

  @SubscribeMessage('join room')
  async join(@ConnectedSocket() socket: Socket, @MessageBody() entry: JoinRoomDto): Promise<void> {
    this.people.set(socket.id, entry);
    this.socketIds.set(entry.username, socket.id);
    await socket.join(entry.roomname);
    notify(socket, entry, 'joined');
  }

  @SubscribeMessage('new message')
  send(@ConnectedSocket() socket: Socket, @MessageBody() { message }: NewMessageDto): void {
    const from = this.people.get(socket.id);
    if (from === undefined) return;
    const { username, roomname } = from;
    socket.to(roomname).emit('new message', { type: 'generic', username, message });
  }

  @SubscribeMessage('new pm')
  sendPm(@ConnectedSocket() socket: Socket, @MessageBody() { target, message }: NewPmDto): void {
    const from = this.people.get(socket.id);
    const to = this.socketIds.get(target);
    if (from === undefined || to === undefined) return;
    const { username } = from;
    socket.to(to).emit('new message', { type: 'private', username, target, message });
  }

  handleDisconnect(socket: Socket): void {
    const gone = this.people.get(socket.id);
    if (gone === undefined) return;
    this.people.delete(socket.id);
    this.socketIds.delete(gone.username);
    notify(socket, gone, 'left');
  }
}

function notify(
  socket: Socket,
  { username, roomname }: JoinRoomDto,
  event: 'joined' | 'left',
): void {
  const message = `${username} has ${event} !`;
  socket.to(roomname).emit('new message', { type: 'system', username, message });
}

@Module({ providers: [StockGateway] })
class StockModule {}

const app = await NestFactory.create(StockModule, { logger: ['error', 'warn'] });
await app.listen(Number(process.env['PORT']), process.env['HOST'] ?? '127.0.0.1');
