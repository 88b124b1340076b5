import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ChatException, type SignedIn } from '../protocol/index.js';
import { AccessTokens, type Bearer } from './access-tokens.js';
import type { Account } from './account.js';
import { ACCOUNT_OPTIONS, type AccountOptions } from './account.options.js';
import { AccountRepository } from './account.repository.js';
import { RefreshToken } from './refresh-token.js';
import { SessionRepository } from './session.repository.js';
import { SessionWatch } from './session-watch.js';

/** How long a session lives without being refreshed. Milliseconds. */
const REFRESH_MS = 30 * 86_400_000;

/** Sessions: what someone has who has logged in, until they log out or it is taken from them. */
@Injectable()
export class SessionsService {
  private readonly tokens: AccessTokens | undefined;

  constructor(
    @Inject(ACCOUNT_OPTIONS) options: AccountOptions | false,
    private readonly sessions: SessionRepository,
    private readonly accounts: AccountRepository,
    private readonly watch: SessionWatch,
  ) {
    if (options !== false) this.tokens = new AccessTokens(options.tokenSecret);
  }

  /**
   * Begins a session of whoever has proved to be the account's owner.
   * @throws ChatException UNAUTHORIZED: it was changed or disabled in the meantime.
   */
  async begin({ user, passwordHash }: Account): Promise<SignedIn> {
    const token = RefreshToken.create();
    const now = Date.now();
    const session = {
      id: uuidv7(),
      userId: user.id,
      familyHash: token.familyHash,
      refreshHash: token.hash,
      expiresAt: now + REFRESH_MS,
    };
    const ended = await this.sessions.begin(session, passwordHash, now);
    if (ended === null) throw new ChatException('UNAUTHORIZED');
    this.watch.ended(ended);
    return this.signedIn(user.username, session, token);
  }

  /**
   * Goes on with a session, with other tokens. A refresh token that was used before, which means that
   * two have it, ends the session.
   * @throws ChatException UNAUTHORIZED
   */
  async refresh(text: string): Promise<SignedIn> {
    const token = RefreshToken.parse(text);
    const session = token && (await this.sessions.findByFamily(token.familyHash));
    const now = Date.now();
    if (!token || !session || session.expiresAt <= now) throw ended();
    const next = token.next();
    const expiresAt = now + REFRESH_MS;
    const change = { refreshHash: next.hash, expiresAt };
    const isNewest = await this.sessions.rotate(session.id, token.hash, change);
    const account = isNewest ? await this.accounts.findByUser(session.userId) : null;
    if (!account) {
      this.watch.ended(await this.sessions.end(session.id, now));
      throw ended();
    }
    return this.signedIn(account.user.username, { ...session, expiresAt }, next);
  }

  /**
   * Gives a session other tokens, after which its refresh tokens so far are not good any more.
   * @throws ChatException UNAUTHORIZED: it has ended.
   */
  async renew({ userId, sessionId }: Bearer, username: string): Promise<SignedIn> {
    const token = RefreshToken.create();
    const change = {
      familyHash: token.familyHash,
      refreshHash: token.hash,
      expiresAt: Date.now() + REFRESH_MS,
    };
    if (!(await this.sessions.replace(sessionId, change))) throw ended();
    return this.signedIn(username, { id: sessionId, userId, ...change }, token);
  }

  /** Ends the session of a refresh token, whichever of the session's it is. */
  async end(text: string): Promise<void> {
    const token = RefreshToken.parse(text);
    const session = token && (await this.sessions.findByFamily(token.familyHash));
    if (session) this.watch.ended(await this.sessions.end(session.id, Date.now()));
  }

  async endAll(userId: string): Promise<void> {
    this.watch.ended(await this.sessions.endAll(userId, Date.now()));
  }

  /**
   * Whose access token is it?
   * @throws ChatException UNAUTHORIZED, TOKEN_EXPIRED
   */
  async require(accessToken: string): Promise<Bearer> {
    const bearer = await this.access.verify(accessToken);
    await this.requireLive(bearer.sessionId);
    return bearer;
  }

  /** @throws ChatException UNAUTHORIZED: it has ended. */
  async requireLive(sessionId: string): Promise<void> {
    if (!(await this.sessions.isLive(sessionId))) throw ended();
  }

  private get access(): AccessTokens {
    if (this.tokens) return this.tokens;
    throw new TypeError('There are no accounts: set the option `accounts` of ChatModule');
  }

  private async signedIn(
    username: string,
    { id, userId, expiresAt }: { id: string; userId: string; expiresAt: number },
    refresh: RefreshToken,
  ): Promise<SignedIn> {
    const access = await this.access.issue(userId, id);
    return {
      username,
      accessToken: access.token,
      refreshToken: refresh.text,
      accessExpiresAt: new Date(access.expiresAt).toISOString(),
      refreshExpiresAt: new Date(expiresAt).toISOString(),
    };
  }
}

function ended(): ChatException {
  return new ChatException('UNAUTHORIZED', { message: 'The session has ended, log in again' });
}
