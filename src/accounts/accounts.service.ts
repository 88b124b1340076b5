import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { IdentityService } from '../identity/identity.service.js';
import { TokenService } from '../identity/token.service.js';
import { refuseReserved } from '../identity/reserved-names.js';
import type { User } from '../identity/user.js';
import { UserRepository } from '../identity/user.repository.js';
import { parseUsername } from '../identity/username.js';
import { LimitsService } from '../limits/limits.service.js';
import { ChatException, type SignedIn } from '../protocol/index.js';
import type { Account } from './account.js';
import { ACCOUNT_OPTIONS, type AccountOptions } from './account.options.js';
import { AccountRepository } from './account.repository.js';
import { LogInAttempts, wrongPassword } from './log-in.attempts.js';
import { parsePassword, preparePassword } from './password.js';
import { PasswordHasher } from './password.hasher.js';
import { SessionWatch } from './session-watch.js';
import { SessionsService } from './sessions.service.js';

/** A new account. */
export interface Registration {
  /** May be left out by a guest, whose name it then is. */
  readonly username?: string | undefined;
  readonly password: string;
  /** The token of the guest who becomes the account. */
  readonly guestToken?: string | undefined;
}

/** From where something is asked; as limits count addresses. */
export interface AccountCaller {
  readonly address?: string | undefined;
}

/** Accounts for people who have no identity provider: a name and a password. */
@Injectable()
export class AccountsService {
  private readonly guestTokens: TokenService | undefined;

  constructor(
    @Inject(ACCOUNT_OPTIONS) options: AccountOptions | false,
    private readonly accounts: AccountRepository,
    private readonly users: UserRepository,
    private readonly identities: IdentityService,
    private readonly passwords: PasswordHasher,
    private readonly attempts: LogInAttempts,
    private readonly sessions: SessionsService,
    private readonly watch: SessionWatch,
    private readonly limits: LimitsService,
  ) {
    if (options !== false) this.guestTokens = new TokenService(options.tokenSecret);
  }

  /**
   * Counts a request, whatever it is.
   * @throws ChatException RATE_LIMITED
   */
  async admit(caller: AccountCaller): Promise<void> {
    await this.limits.require('authRequests', caller);
  }

  /**
   * Makes an account and logs in. With a guest's token the guest becomes the account: the same user,
   * whose connections as a guest end.
   * @throws ChatException VALIDATION_FAILED, USERNAME_TAKEN, UNAUTHORIZED (the guest's token),
   *   RATE_LIMITED, UNAVAILABLE
   */
  async register(
    { username, password, guestToken }: Registration,
    caller: AccountCaller = {},
  ): Promise<SignedIn> {
    await this.limits.require('registrations', caller);
    const account =
      guestToken === undefined
        ? await this.create(username ?? '', password)
        : await this.adopt(await this.guestOf(guestToken, username), password);
    return this.sessions.begin(account);
  }

  /**
   * @throws ChatException UNAUTHORIZED, the same for an unknown name, a wrong password and a disabled
   *   account, after the same time; RATE_LIMITED, UNAVAILABLE
   */
  async logIn(
    { username, password }: { readonly username: string; readonly password: string },
    { address }: AccountCaller = {},
  ): Promise<SignedIn> {
    const nameKey = nameKeyOf(username);
    const account = await this.attempts.run({ nameKey, address }, async () => {
      const known = nameKey === undefined ? null : await this.accounts.findByName(nameKey);
      return this.proved(known, password);
    });
    return this.sessions.begin(account);
  }

  /**
   * Replaces a password. Every other session of the user ends; this one gets other tokens.
   * @throws ChatException UNAUTHORIZED, TOKEN_EXPIRED (the access token), UNAUTHORIZED (the password),
   *   VALIDATION_FAILED, RATE_LIMITED, UNAVAILABLE
   */
  async changePassword(
    accessToken: string,
    { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
    { address }: AccountCaller = {},
  ): Promise<SignedIn> {
    const bearer = await this.sessions.require(accessToken);
    const account = await this.accounts.findByUser(bearer.userId);
    if (!account) throw new ChatException('UNAUTHORIZED');
    const { username, nameKey } = account.user;
    const next = parsePassword(newPassword, username, 'newPassword');
    await this.attempts.run({ nameKey, address }, () => this.proved(account, currentPassword));
    const ended = await this.accounts.changePassword({
      userId: bearer.userId,
      from: account.passwordHash,
      to: await this.passwords.hash(next),
      keptSessionId: bearer.sessionId,
      at: Date.now(),
    });
    if (ended === null) throw wrongPassword();
    this.watch.ended(ended);
    return this.sessions.renew(bearer, username);
  }

  /**
   * Ends every session of the user whose access token it is, on every node.
   * @throws ChatException UNAUTHORIZED, TOKEN_EXPIRED
   */
  async logOutEverywhere(accessToken: string): Promise<void> {
    const { userId } = await this.sessions.require(accessToken);
    await this.sessions.endAll(userId);
  }

  /**
   * Shuts the account of that name out: its connections end on every node within a second, and it
   * cannot log in until it is enabled. The name stays taken.
   * @throws ChatException USER_NOT_FOUND
   */
  async disable(username: string): Promise<void> {
    const { id } = await this.identities.holderOf(username);
    const ended = await this.accounts.disable(id, Date.now());
    if (ended === null) throw new ChatException('USER_NOT_FOUND');
    this.watch.ended(ended);
  }

  /** @throws ChatException USER_NOT_FOUND */
  async enable(username: string): Promise<void> {
    const { id } = await this.identities.holderOf(username);
    if (!(await this.accounts.enable(id))) throw new ChatException('USER_NOT_FOUND');
  }

  private async create(name: string, password: string): Promise<Account> {
    const { username, nameKey } = parseUsername(name);
    refuseReserved(nameKey);
    const prepared = parsePassword(password, username, 'password');
    // Before the work of hashing; it counts when the name is taken.
    await this.identities.requireFree(nameKey);
    const passwordHash = await this.passwords.hash(prepared);
    const at = Date.now();
    const user: User = { id: uuidv7(), username, nameKey, kind: 'registered', lastSeenAt: at };
    await this.identities.takeName(nameKey, (fromId) =>
      this.accounts.register({ user, passwordHash, at }, fromId),
    );
    return { user, passwordHash, disabledAt: null };
  }

  private async adopt(guest: User, password: string): Promise<Account> {
    const prepared = parsePassword(password, guest.username, 'password');
    const passwordHash = await this.passwords.hash(prepared);
    const account = { user: guest, passwordHash, at: Date.now() };
    const ended = await this.identities.holdName(guest, () => this.accounts.adopt(account));
    if (ended === null) throw new ChatException('UNAUTHORIZED');
    this.watch.ended(ended);
    return { user: { ...guest, kind: 'registered' }, passwordHash, disabledAt: null };
  }

  private async guestOf(guestToken: string, username: string | undefined): Promise<User> {
    const guest = await this.users.findById((await this.guestTokens?.verify(guestToken)) ?? '');
    if (guest?.kind !== 'guest') throw new ChatException('UNAUTHORIZED');
    if (username !== undefined && parseUsername(username).nameKey !== guest.nameKey) {
      const message = "must be the guest's own, or left out";
      throw new ChatException('VALIDATION_FAILED', { fields: { username: [message] } });
    }
    return guest;
  }

  private async proved(account: Account | null, password: string): Promise<Account | null> {
    const hash = account?.passwordHash ?? null;
    const matches = await this.passwords.verify(hash, preparePassword(password));
    return matches && account?.disabledAt === null ? account : null;
  }
}

/** What a name is compared by; `undefined`: it can be no one's. */
function nameKeyOf(username: string): string | undefined {
  try {
    return parseUsername(username).nameKey;
  } catch (fault) {
    if (fault instanceof ChatException) return undefined;
    throw fault;
  }
}
