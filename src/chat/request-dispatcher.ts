import { Injectable, Logger } from '@nestjs/common';
import { goOn, type NowOrLater } from '../identity/now-or-later.js';
import { LimitsService } from '../limits/limits.service.js';
import type { RateName } from '../limits/rate.js';
import { ChatException } from '../protocol/index.js';
import { PendingMessage } from '../rooms/pending-message.js';
import { isServerFault } from './chat-error.js';
import type { ChatSocket, Session } from './chat-socket.js';
import { ChatMeter } from './metrics/chat.meter.js';
import { Reply } from './reply.js';
import { handlersOf, type HandlerResult, type RequestHandler } from './request-handlers.js';
import { RequestPipe } from './request.pipe.js';

/** The events whose handlers return before the message is committed. */
const SENDS: ReadonlySet<string> = new Set(['new message', 'new pm']);
/** What each event counts as. The others cost little, and are limited for each connection only. */
const RATES: ReadonlyMap<string, RateName> = new Map([
  ['join room', 'joins'],
  ['new message', 'messages'],
  ['new pm', 'messages'],
  ['typing', 'typing'],
  ['room history', 'history'],
  ['list rooms', 'history'],
  ['list members', 'history'],
  ['list conversations', 'history'],
]);
/** Socket.IO listens to it on every socket, so a listener does not mean that a host has the event. */
const OWN_EVENT = 'error';
/** As much of the name of an event that does not exist as a failure repeats. */
const MAX_EVENT_NAME = 64;
/** What a client is told to wait when the server goes, or it sends too much. Milliseconds. */
const RETRY_AFTER_MS = 1_000;

/** A request that is being handled. */
interface Request {
  readonly socket: ChatSocket;
  readonly session: Session;
  readonly handler: RequestHandler;
  readonly reply: Reply;
}

/**
 * Carries each request from the socket to its handler and the answer back: in order, validated,
 * acknowledged exactly once. It stands in front of Nest's own dispatch (docs/adr/0003), so a host's
 * global guards, pipes and interceptors, made for other transports, don't run on chat events.
 */
@Injectable()
export class RequestDispatcher {
  private readonly logger = new Logger(RequestDispatcher.name);
  private handlers = new Map<string, RequestHandler>();
  private draining = false;
  private unanswered = 0;
  private whenIdle: (() => void) | undefined;

  constructor(
    private readonly pipe: RequestPipe,
    private readonly meter: ChatMeter,
    private readonly limits: LimitsService,
  ) {}

  /** Requests that have not been answered. */
  get inFlight(): number {
    return this.unanswered;
  }

  /** Takes the gateway's `@SubscribeMessage` methods as handlers. */
  serve(gateway: object): void {
    this.handlers = new Map(handlersOf(gateway, SENDS).map((handler) => [handler.event, handler]));
    this.meter.expectEvents([...this.handlers.keys()]);
  }

  /** Handles what a socket sends from now on; events that are not chat's pass on. */
  attach(socket: ChatSocket, session: Session): void {
    // Socket.IO's types say that an event is a string; the wire lets it be a number.
    socket.use(([name, ...args]: [string | number, ...unknown[]], next) => {
      const event = String(name);
      const handler = this.handlers.get(event);
      const verdict = session.budget?.take() ?? 'handle';
      if (verdict === 'end') socket.disconnect(true);
      else if (verdict !== 'handle') {
        this.refuse(replyTo(socket, event, args), new ChatException('RATE_LIMITED', verdict));
      } else if (handler) this.dispatch(socket, session, handler, args);
      else if (event !== OWN_EVENT && socket.listenerCount(event) > 0) next();
      else this.refuse(replyTo(socket, event, args), unknownEvent());
    });
  }

  /** Is an event of this socket answered here, so that no other handler ever sees it? */
  handles(socket: ChatSocket, event: string): boolean {
    return socket.data.session !== undefined && this.handlers.has(event);
  }

  /** Refuses new requests with DRAINING; resolves when those in flight have been answered. */
  async drain(): Promise<void> {
    this.draining = true;
    if (this.unanswered === 0) return;
    await new Promise<void>((resolve) => (this.whenIdle = resolve));
  }

  private dispatch(
    socket: ChatSocket,
    session: Session,
    handler: RequestHandler,
    args: readonly unknown[],
  ): void {
    const reply = Reply.to(socket, handler.event, args);
    this.meter.requested(handler.event);
    if (this.draining) {
      this.refuse(reply, new ChatException('DRAINING', { retryAfterMs: RETRY_AFTER_MS }));
      return;
    }
    const request = { socket, session, handler, reply };
    this.unanswered++;
    if (session.requests.add({ isSend: handler.isSend, begin: () => this.begin(request) })) return;
    this.refuse(reply, new ChatException('RATE_LIMITED', { retryAfterMs: RETRY_AFTER_MS }));
    this.oneLess();
  }

  private begin(request: Request): NowOrLater<void> {
    try {
      const result = this.handle(request);
      if (!(result instanceof Promise)) return this.conclude(request, result);
      return result.then(
        (result) => this.conclude(request, result),
        (fault: unknown) => this.fail(request, fault),
      );
    } catch (fault) {
      this.fail(request, fault);
    }
  }

  private handle({ socket, session, handler, reply }: Request): NowOrLater<HandlerResult> {
    const { addressKey, device } = session;
    const rate = RATES.get(handler.event);
    const caller = { user: device?.user.id, address: addressKey };
    const admitted = rate && this.limits.require(rate, caller);
    const dto = goOn(admitted, () => this.pipe.toDto(reply.payload(), handler.dto));
    return goOn(dto, (dto) => handler.handle(socket, dto));
  }

  /** The request has its place: it is answered, or will be when its message has been committed. */
  private conclude(request: Request, result: HandlerResult): void {
    if (result instanceof PendingMessage) {
      result.whenSettled({
        committed: (message) => this.succeed(request, () => request.reply.committed(message)),
        failed: (fault) => this.fail(request, fault),
      });
    } else this.succeed(request, () => request.reply.succeed(result ?? {}));
  }

  private succeed(request: Request, answer: () => void): void {
    try {
      answer();
    } catch (fault) {
      this.fail(request, fault);
      return;
    }
    this.answered(request);
  }

  private fail(request: Request, fault: unknown): void {
    const { handler, reply } = request;
    if (isServerFault(fault)) this.logger.error(fault, `"${handler.event}" failed`);
    this.refuse(reply, fault);
    this.answered(request);
  }

  private refuse(reply: Reply, fault: unknown): void {
    this.meter.answeredWithError(reply.fail(fault));
  }

  private answered({ session }: Request): void {
    session.requests.answered();
    this.oneLess();
  }

  private oneLess(): void {
    this.unanswered--;
    if (this.unanswered === 0) this.whenIdle?.();
  }
}

/** To an event that may be of any name. */
function replyTo(socket: ChatSocket, event: string, args: readonly unknown[]): Reply {
  return Reply.to(socket, event.slice(0, MAX_EVENT_NAME), args);
}

function unknownEvent(): ChatException {
  return new ChatException('VALIDATION_FAILED', { message: 'There is no such event' });
}
