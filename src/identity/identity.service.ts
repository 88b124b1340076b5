import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ChatException } from '../protocol/index.js';
import type { Principal } from './authenticator.js';
import { LocalNameLock, NameLock } from './name-lock.js';
import { goOn, type NowOrLater } from './now-or-later.js';
import { OnlineUsers } from './online-users.js';
import { refuseReserved } from './reserved-names.js';
import type { User } from './user.js';
import { UserRepository, type Subject } from './user.repository.js';
import { parseUsername } from './username.js';

type Known = Exclude<Principal, { kind: 'anonymous' }>;
type Returning = Extract<Principal, { kind: 'returning' }>;
/** Makes the person present. Runs while their name is theirs and no one else can claim it. */
type Admit = (user: User) => Promise<void>;

/** Turns what a connection claims to be into a user who holds their name. */
@Injectable()
export class IdentityService {
  constructor(
    private readonly users: UserRepository,
    private readonly online: OnlineUsers,
    private readonly names: NameLock,
  ) {}

  /**
   * Finds or makes the user and has them admitted.
   * @throws ChatException USERNAME_TAKEN, UNAUTHORIZED (a token of someone unknown),
   *   VALIDATION_FAILED (the name).
   */
  async identify(principal: Known, admit: Admit): Promise<User> {
    switch (principal.kind) {
      case 'guest':
        return this.admitGuest(principal.username, admit);
      case 'returning':
        return this.admitReturning(principal, admit);
      case 'registered':
        return this.admitRegistered(principal, principal.username, admit);
    }
  }

  /** The user whom a principal is, if there is one. Makes no one, and takes no name. */
  async find(principal: Principal): Promise<User | null> {
    switch (principal.kind) {
      case 'registered':
        return this.users.findBySubject(principal);
      case 'returning':
        return this.findReturning(principal);
      case 'guest':
      case 'anonymous':
        return null;
    }
  }

  /**
   * The user who holds a name now.
   * @param field what the name is called in the request, for VALIDATION_FAILED.
   * @throws ChatException USER_NOT_FOUND, VALIDATION_FAILED
   */
  holderOf(username: string, field = 'username'): NowOrLater<User> {
    return goOn(this.users.findHolder(parseUsername(username, field).nameKey), requireFound);
  }

  /**
   * The user of an identity provider's subject, made if there is none, who need not be here.
   * @throws ChatException USERNAME_TAKEN, VALIDATION_FAILED (the name)
   */
  provision(subject: Subject, username: string): Promise<User> {
    return this.admitRegistered(subject, username, () => Promise.resolve());
  }

  /**
   * Gives a name to someone new, unless it is someone's who is here or has an account.
   * @param take stores who gets it, with the name, if this one (`null`: no one) still holds it.
   * @throws ChatException USERNAME_TAKEN
   */
  takeName(nameKey: string, take: (fromId: string | null) => Promise<boolean>): Promise<void> {
    return this.names.run(nameKey, async () => {
      const holder = await this.requireFree(nameKey);
      if (!(await take(holder?.id ?? null))) throw new ChatException('USERNAME_TAKEN');
    });
  }

  /**
   * Does something while a user holds their name, and no one else can take it.
   * @throws ChatException USERNAME_TAKEN
   */
  holdName<T>(user: User, task: () => Promise<T>): Promise<T> {
    return this.names.run(user.nameKey, async () => {
      await this.hold(user);
      return task();
    });
  }

  /**
   * The same over other repositories of the same users, such as those of a transaction. It shares no
   * lock, as a lock's holder may be waiting for the transaction to end.
   */
  within(users: UserRepository): IdentityService {
    return new IdentityService(users, this.online, new LocalNameLock());
  }

  /** A guest who comes without a token is always someone new, whoever had the name before. */
  private async admitGuest(name: string, admit: Admit): Promise<User> {
    const { username, nameKey } = parseUsername(name);
    refuseReserved(nameKey);
    return this.names.run(nameKey, async () => {
      const holder = await this.requireFree(nameKey);
      const id = uuidv7();
      const user: User = { id, username, nameKey, kind: 'guest', lastSeenAt: Date.now() };
      await this.users.create({ ...user, issuer: 'guest', subject: id });
      await this.claim(nameKey, id, holder);
      await admit(user);
      return user;
    });
  }

  /** A token is the same identity again, unless its name has passed on to someone who is here. */
  private async admitReturning(principal: Returning, admit: Admit): Promise<User> {
    const user = await this.findReturning(principal);
    if (!user) throw new ChatException('UNAUTHORIZED');
    return this.holdName(user, async () => {
      await admit(user);
      return user;
    });
  }

  private async findReturning({ userId, as }: Returning): Promise<User | null> {
    const user = await this.users.findById(userId);
    return user && (as === undefined || user.kind === as) ? user : null;
  }

  private async admitRegistered(subject: Subject, name: string, admit: Admit): Promise<User> {
    const { username, nameKey } = parseUsername(name);
    return this.names.run(nameKey, async () => {
      const known = await this.users.findBySubject(subject);
      const user = known ?? (await this.register(subject, username, nameKey));
      await this.hold({ ...user, nameKey });
      if (user.username !== username) await this.users.rename(user.id, username, nameKey);
      const named: User = { ...user, username, nameKey };
      await admit(named);
      return named;
    });
  }

  private register({ issuer, subject }: Subject, username: string, nameKey: string): Promise<User> {
    const user = {
      id: uuidv7(),
      username,
      nameKey,
      kind: 'registered',
      lastSeenAt: Date.now(),
    } as const;
    return this.users.create({ ...user, issuer, subject });
  }

  /** Makes sure that a user holds their name. */
  private async hold(user: User): Promise<void> {
    const holder = await this.users.findHolder(user.nameKey);
    if (holder?.id === user.id) return;
    await this.requireFree(user.nameKey, holder);
    await this.claim(user.nameKey, user.id, holder);
  }

  /**
   * @param known who holds the name, if that has been read.
   * @returns who holds it and may lose it.
   * @throws ChatException USERNAME_TAKEN
   */
  async requireFree(nameKey: string, known?: User | null): Promise<User | null> {
    const holder = known === undefined ? await this.users.findHolder(nameKey) : known;
    if (holder && (holder.kind === 'registered' || (await this.online.isOnline(holder.id)))) {
      throw new ChatException('USERNAME_TAKEN');
    }
    return holder;
  }

  private async claim(nameKey: string, userId: string, from: User | null): Promise<void> {
    if (await this.users.claimName(nameKey, userId, from?.id ?? null)) return;
    // Another node may have claimed it for the same person at the same time.
    const holder = await this.users.findHolder(nameKey);
    if (holder?.id !== userId) throw new ChatException('USERNAME_TAKEN');
  }
}

function requireFound(user: User | null): User {
  if (!user) throw new ChatException('USER_NOT_FOUND');
  return user;
}
