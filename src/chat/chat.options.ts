import type { ModuleMetadata, Type } from '@nestjs/common';
import type { Authenticator } from '../identity/authenticator.js';
import type { ChatPolicy } from '../rooms/chat-policy.js';

/** What a host says when it imports `ChatModule`; with `forRootAsync`, what its factory returns. */
export interface ChatModuleOptions {
  storage: {
    /** `sqlite:` and the path of the database file, or `sqlite::memory:`. */
    url: string;
  };
  /** Needed unless the host has an `authenticator` of its own. */
  guests?: {
    /** Signs guests' tokens: at least 32 bytes, the same at every start and on every node. */
    tokenSecret: string;
  };
  /** Rooms with more members than this get no notices, only `room members`. Default 100. */
  noticeRoomSize?: number;
}

/** What a host says beside the options, since Nest must know it before any factory runs. */
export interface ChatModuleExtras {
  /** Decides who a handshake is. Default: guests, who choose a free name. */
  authenticator?: Type<Authenticator>;
  /** The host's rules. Default: what the protocol allows is allowed. */
  policy?: Type<ChatPolicy>;
  /** Modules that export what `authenticator` and `policy` inject. */
  imports?: NonNullable<ModuleMetadata['imports']>;
  /**
   * False for a process without sockets, such as a queue worker: `ChatService` works, and what it
   * sends is delivered by the processes that have the sockets. Default true.
   */
  gateway?: boolean;
  /** True: `ChatService` and the others can be injected in every module. Default false. */
  isGlobal?: boolean;
}
