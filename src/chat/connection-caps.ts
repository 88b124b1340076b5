import { Inject, Injectable, Logger } from '@nestjs/common';
import { ChatException } from '../protocol/index.js';
import type { Limits } from '../limits/chat-limits.js';
import { LIMITS_IN_FORCE } from '../limits/limits.service.js';
import { addressKey, ClientAddress } from './client-address.js';
import type { ChatServer, ChatSocket } from './chat-socket.js';
import { Tally } from './tally.js';

type Connection = ChatSocket['conn'];

/** What a client that is one too many is told to wait. Milliseconds. */
const RETRY_AFTER_MS = 5_000;
/** Beyond so many times a cap, a connection is not even told that there are too many. */
const UNTOLD = 2;

/** How many connections are open: in all, from each address, of each person. */
@Injectable()
export class ConnectionCaps {
  private readonly logger = new Logger(ConnectionCaps.name);
  private hasWarned = false;
  private readonly perAddress = new Tally();
  private readonly unidentified = new Tally();
  private readonly perUser = new Tally();
  private readonly addresses = new WeakMap<Connection, string>();
  private readonly deadlines = new Map<Connection, NodeJS.Timeout>();

  constructor(
    @Inject(LIMITS_IN_FORCE) private readonly limits: Limits | false,
    private readonly clientAddress: ClientAddress,
  ) {}

  /** Counts a server's connections from now on, those of other namespaces too. */
  bind(server: ChatServer): void {
    server.engine.on('connection', (connection: Connection) => this.opened(connection));
  }

  /** Where a connection comes from. */
  addressOf(connection: Connection): string {
    const known = this.addresses.get(connection);
    if (known !== undefined) return known;
    const { remoteAddress, request } = connection;
    const forwardedFor = request.headers['x-forwarded-for'];
    const address = this.clientAddress.of({ peer: remoteAddress ?? '', forwardedFor });
    if (forwardedFor !== undefined && address === remoteAddress) this.warnOfProxy(address);
    this.addresses.set(connection, address);
    return address;
  }

  /** @throws ChatException UNAVAILABLE, RATE_LIMITED: there are too many with this one. */
  requirePlace(connection: Connection): void {
    if (this.limits === false) return;
    const { total, perAddress } = this.limits.connections;
    if (this.perAddress.total > total) {
      throw new ChatException('UNAVAILABLE', {
        message: 'The server is full',
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    if (this.perAddress.of(this.keyOf(connection)) > perAddress) throw tooMany('your address');
  }

  /**
   * Gives a connection that has not said who it is some time to do so.
   * @throws ChatException RATE_LIMITED: too many of its address have not.
   */
  awaitIdentity(connection: Connection): void {
    if (this.limits === false) return;
    const { identifyWithinMs, connections } = this.limits;
    const key = this.keyOf(connection);
    if (this.unidentified.of(key) >= connections.unidentifiedPerAddress) {
      throw tooMany('your address that have not said who they are');
    }
    // Closing the transport, and not the socket, lets a client of Socket.IO come back by itself.
    const deadline = setTimeout(() => connection.close(), identifyWithinMs).unref();
    this.deadlines.set(connection, deadline);
    this.unidentified.add(key);
    connection.once('close', () => this.stopWaiting(connection));
  }

  /**
   * The connection is this person's. `release` must follow when it no longer is.
   * @throws ChatException RATE_LIMITED: they have too many.
   */
  take(connection: Connection, userId: string): void {
    if (this.limits !== false && this.perUser.of(userId) >= this.limits.connections.perUser) {
      throw tooMany('yours');
    }
    this.perUser.add(userId);
    this.stopWaiting(connection);
  }

  release(userId: string): void {
    this.perUser.remove(userId);
  }

  /** Behind a proxy that is not trusted everyone is one address, which an operator should know. */
  private warnOfProxy(address: string): void {
    if (this.hasWarned || this.limits === false) return;
    this.hasWarned = true;
    this.logger.warn(
      `X-Forwarded-For from ${address} is not believed. If that is your proxy, trust it (TRUSTED_PROXIES).`,
    );
  }

  private opened(connection: Connection): void {
    const key = this.keyOf(connection);
    this.perAddress.add(key);
    connection.once('close', () => this.perAddress.remove(key));
    if (this.limits === false) return;
    const { total, perAddress } = this.limits.connections;
    if (this.perAddress.total > total * UNTOLD || this.perAddress.of(key) > perAddress * UNTOLD) {
      connection.close(true);
    }
  }

  private stopWaiting(connection: Connection): void {
    const deadline = this.deadlines.get(connection);
    if (deadline === undefined) return;
    clearTimeout(deadline);
    this.deadlines.delete(connection);
    this.unidentified.remove(this.keyOf(connection));
  }

  private keyOf(connection: Connection): string {
    return addressKey(this.addressOf(connection));
  }
}

function tooMany(whose: string): ChatException {
  return new ChatException('RATE_LIMITED', {
    message: `Too many connections of ${whose} are open`,
    retryAfterMs: RETRY_AFTER_MS,
  });
}
