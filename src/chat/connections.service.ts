import { Inject, Injectable, Logger } from '@nestjs/common';
import { Authenticator, type Handshake, type Principal } from '../identity/authenticator.js';
import { IdentityService } from '../identity/identity.service.js';
import type { User } from '../identity/user.js';
import { parseUsername } from '../identity/username.js';
import type { Limits } from '../limits/chat-limits.js';
import { LIMITS_IN_FORCE, LimitsService } from '../limits/limits.service.js';
import type { Device } from '../presence/device.js';
import { PresenceService } from '../presence/presence.service.js';
import {
  ChatException,
  SLOW_CONSUMER,
  type ErrorCode,
  type RefreshTokenResult,
} from '../protocol/index.js';
import { ConversationsService } from '../rooms/conversations.service.js';
import { RoomBroadcaster } from '../rooms/room-broadcaster.js';
import { RoomsService } from '../rooms/rooms.service.js';
import type { ChatSocket, Session } from './chat-socket.js';
import { addressKey } from './client-address.js';
import { ConnectionCaps } from './connection-caps.js';
import { RequestBudget } from './request-budget.js';
import { ChatMeter } from './metrics/chat.meter.js';
import { RequestQueue } from './request-queue.js';
import { SessionExpiry } from './session-expiry.js';
import { endIfRevoked, SessionRevocation } from './session-revocation.js';
import { SlowConsumers } from './slow-consumers.js';

/** Who is behind each connection, from its handshake to its end. */
@Injectable()
export class ConnectionsService {
  private readonly logger = new Logger(ConnectionsService.name);
  /** Goodbyes that are being said, for the drain to wait for. */
  private readonly leaving = new Set<Promise<void>>();
  /** Those that were accepted and are not gone. */
  private readonly live = new Set<Session>();

  constructor(
    private readonly authenticator: Authenticator,
    private readonly identities: IdentityService,
    private readonly presence: PresenceService,
    private readonly rooms: RoomsService,
    private readonly conversations: ConversationsService,
    private readonly broadcaster: RoomBroadcaster,
    private readonly meter: ChatMeter,
    private readonly caps: ConnectionCaps,
    private readonly limiter: LimitsService,
    @Inject(LIMITS_IN_FORCE) private readonly limits: Limits | false,
    private readonly expiry: SessionExpiry,
    private readonly revocation: SessionRevocation,
    private readonly slowConsumers: SlowConsumers,
  ) {}

  /** Connections that are open. */
  get count(): number {
    return this.live.size;
  }

  /**
   * Authenticates a handshake, before the connection is accepted.
   * @throws ChatException what the client is refused with.
   */
  async authenticate(socket: ChatSocket): Promise<void> {
    this.caps.requirePlace(socket.conn);
    const address = this.caps.addressOf(socket.conn);
    const session = this.startSession(socket, address);
    await this.limiter.require('connects', { address: session.addressKey });
    socket.data.session = session;
    socket.conn.once('close', session.onGone);
    try {
      const principal = await this.authenticator.authenticate(handshakeOf(socket, address));
      if (principal.kind === 'anonymous') this.caps.awaitIdentity(socket.conn);
      else await this.identify(socket, session, principal);
    } catch (fault) {
      socket.conn.off('close', session.onGone);
      session.unwatch?.();
      throw fault;
    }
  }

  /** The connection has been accepted. */
  open(socket: ChatSocket): Session {
    const session = sessionOf(socket);
    socket.once('disconnect', session.onGone);
    socket.conn.off('close', session.onGone);
    this.live.add(session);
    session.opened = true;
    this.meter.connectionOpened();
    if (session.device) this.welcome(socket, session.device);
    this.expiry.watch(socket, session.expiresAt);
    endIfRevoked(socket, session);
    return session;
  }

  /**
   * The device behind a socket.
   * @throws ChatException the code given, when it has no identity yet.
   */
  deviceOf(socket: ChatSocket, otherwise: ErrorCode = 'NOT_IDENTIFIED'): Device {
    const device = socket.data.session?.device;
    if (!device) throw new ChatException(otherwise);
    return device;
  }

  /**
   * The device behind a socket, which takes its name now if it has none.
   * @throws ChatException NOT_IDENTIFIED, ALREADY_IDENTIFIED, USERNAME_TAKEN, VALIDATION_FAILED
   */
  async requireDevice(
    socket: ChatSocket,
    username: string | undefined,
  ): Promise<{ device: Device; token?: string }> {
    const session = sessionOf(socket);
    if (session.device) requireSameName(session.device.user, username);
    else if (username === undefined || !this.authenticator.allowsGuests) {
      throw new ChatException('NOT_IDENTIFIED');
    } else {
      await this.identify(socket, session, { kind: 'guest', username });
      this.welcome(socket, this.deviceOf(socket));
    }
    return { device: this.deviceOf(socket), ...(session.token && { token: session.token }) };
  }

  /**
   * Lets a connection go on with another token of the same user. Until this resolves, and when it is
   * refused, the token before counts.
   * @throws ChatException NOT_IDENTIFIED, UNAUTHORIZED, TOKEN_EXPIRED, UNAVAILABLE
   */
  async refreshToken(socket: ChatSocket, token: string): Promise<RefreshTokenResult> {
    const { user } = this.deviceOf(socket);
    const principal = await this.authenticator.authenticate({
      ...handshakeOf(socket, this.caps.addressOf(socket.conn)),
      auth: { token },
    });
    if ((await this.identities.find(principal))?.id !== user.id) {
      throw new ChatException('UNAUTHORIZED', { message: "The token is not this user's" });
    }
    const session = sessionOf(socket);
    await this.revocation.watch(socket, session, principal);
    const expiresAt = expiryOf(principal);
    if (!session.closed) this.expiry.watch(socket, expiresAt);
    return expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() };
  }

  /** Resolves when all who went have been seen off. */
  async drain(): Promise<void> {
    await Promise.all(this.leaving);
  }

  private startSession(socket: ChatSocket, address: string): Session {
    const session: Session = {
      requests: new RequestQueue(),
      ...(this.limits && { budget: new RequestBudget(this.limits.requestsPerConnection) }),
      addressKey: addressKey(address),
      closed: false,
      onGone: (reason) => this.close(socket, session, reason),
    };
    return session;
  }

  private async identify(
    socket: ChatSocket,
    session: Session,
    principal: Exclude<Principal, { kind: 'anonymous' }>,
  ): Promise<void> {
    await this.revocation.watch(socket, session, principal);
    await this.identities.identify(principal, async (user) => {
      // First what may fail: whoever is present must be seen off.
      const token = await this.authenticator.tokenFor(user);
      const device: Device = { id: socket.id, user, address: session.addressKey };
      this.caps.take(socket.conn, user.id);
      try {
        await this.presence.connect(device);
      } catch (fault) {
        this.caps.release(user.id);
        throw fault;
      }
      session.device = device;
      if (principal.kind === 'guest') this.revocation.watchGuest(socket, session, user.id);
      const expiresAt = expiryOf(principal);
      if (expiresAt !== undefined) session.expiresAt = expiresAt;
      if (token !== undefined) session.token = token;
      if (session.closed) await this.goodbye(device);
    });
  }

  /** From here on a device hears what is sent to its person, first of all what waits. */
  private welcome(socket: ChatSocket, device: Device): void {
    const cutAt = this.slowConsumers.take(device.user.id);
    if (cutAt !== undefined) socket.emit(SLOW_CONSUMER, { at: new Date(cutAt).toISOString() });
    this.broadcaster.identify(device.id, device.user.id);
    this.conversations
      .deliverWaiting(device)
      .catch((fault: unknown) => this.logger.error(fault, 'Waiting messages were not delivered'));
  }

  private close(socket: ChatSocket, session: Session, reason?: string): void {
    if (session.closed) return;
    session.closed = true;
    this.live.delete(session);
    this.expiry.forget(socket);
    session.unwatch?.();
    if (!session.device) return;
    if (reason === SLOW_CONSUMER) this.slowConsumers.wasCut(session.device.user.id, Date.now());
    const goodbye = this.goodbye(session.device)
      .catch((fault: unknown) => this.logger.error(fault, 'A connection was not seen off'))
      .finally(() => this.leaving.delete(goodbye));
    this.leaving.add(goodbye);
  }

  private goodbye(device: Device): Promise<void> {
    this.caps.release(device.user.id);
    return this.rooms.disconnect(device);
  }
}

function sessionOf(socket: ChatSocket): Session {
  const { session } = socket.data;
  if (!session) throw new Error('A socket was connected without a handshake');
  return session;
}

function expiryOf(principal: Principal): number | undefined {
  return 'expiresAt' in principal ? principal.expiresAt : undefined;
}

function requireSameName(user: User, username: string | undefined): void {
  if (username === undefined || parseUsername(username).nameKey === user.nameKey) return;
  throw new ChatException('ALREADY_IDENTIFIED');
}

function handshakeOf({ handshake }: ChatSocket, address: string): Handshake {
  const auth: Readonly<Record<string, unknown>> = handshake.auth ?? {};
  const { headers, query } = handshake;
  return { auth, headers, address, query };
}
