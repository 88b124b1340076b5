import { ChatException, type ErrorCode } from '../protocol/index.js';
import { ownJson, type OwnJson } from '../rooms/own-json.js';
import type { WireMessage } from '../rooms/wire-message.js';
import { toChatError } from './chat-error.js';
import type { ChatSocket } from './chat-socket.js';

type Acknowledge = (answer: object) => void;

/**
 * The answer to one request: through its acknowledgement, or if it came without one, a failure as
 * `exception`. It holds nothing that the client sent but the arguments, until they are taken.
 */
export class Reply {
  private constructor(
    private readonly socket: ChatSocket,
    private readonly event: string,
    private readonly args: readonly unknown[],
    private readonly acknowledge: Acknowledge | undefined,
  ) {}

  /** @param args what came with the event; the acknowledgement, if any, is the last. */
  static to(socket: ChatSocket, event: string, args: readonly unknown[]): Reply {
    const last = args.at(-1);
    return isAcknowledge(last)
      ? new Reply(socket, event, args.slice(0, -1), last)
      : new Reply(socket, event, args, undefined);
  }

  /**
   * The request's payload.
   * @throws ChatException VALIDATION_FAILED: there is more than one.
   */
  payload(): unknown {
    if (this.args.length <= 1) return this.args[0];
    throw new ChatException('VALIDATION_FAILED', {
      fields: { payload: ['an event takes one payload'] },
    });
  }

  succeed(result: object): void {
    this.acknowledge?.({ ok: true, ...result });
  }

  /** A message was sent. */
  committed(message: WireMessage): void {
    this.acknowledge?.(new SentAnswer(message));
  }

  /** @returns the code that the client was told. */
  fail(fault: unknown): ErrorCode {
    const error = toChatError(fault);
    if (this.acknowledge) this.acknowledge({ ok: false, error });
    else this.socket.emit('exception', { event: this.event, error });
    return error.code;
  }
}

/** `{ ok: true, message }`, around the message's own JSON. */
class SentAnswer implements OwnJson {
  declare readonly ok: true;
  declare readonly message: WireMessage;

  constructor(message: WireMessage) {
    this.ok = true;
    this.message = message;
  }

  [ownJson](): string {
    return `{"ok":true,"message":${this.message[ownJson]()}}`;
  }
}

function isAcknowledge(value: unknown): value is Acknowledge {
  return typeof value === 'function';
}
