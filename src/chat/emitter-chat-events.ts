import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ChatMeter } from './metrics/chat.meter.js';
import { ChatEvents, type ChatEventMap, type ChatEventName } from '../presence/chat-events.js';

/** What is used of `EventEmitter2`. */
interface Emitter {
  emitAsync(event: string, value: unknown): Promise<unknown>;
}

/** Tells through `@nestjs/event-emitter`, if the host has imported its module. */
@Injectable()
export class EmitterChatEvents extends ChatEvents implements OnModuleInit {
  private readonly logger = new Logger(EmitterChatEvents.name);
  private emitter: Emitter | undefined;

  constructor(
    private readonly modules: ModuleRef,
    private readonly meter: ChatMeter,
  ) {
    super();
  }

  async onModuleInit(): Promise<void> {
    const EventEmitter = await eventEmitterClass();
    if (!EventEmitter) return;
    try {
      this.emitter = this.modules.get(EventEmitter, { strict: false });
    } catch {
      // The package is installed, and its module is not imported: no one listens.
    }
  }

  override emit<Name extends ChatEventName>(name: Name, event: ChatEventMap[Name]): void {
    if (name === 'message.sent') {
      this.meter.messageSent('recipient' in event ? 'private' : 'room');
    }
    const { emitter } = this;
    if (!emitter) return;
    // In a turn of its own, so that no listener delays what has just happened.
    setImmediate(() => void this.tell(emitter, name, event));
  }

  private async tell(emitter: Emitter, name: ChatEventName, event: unknown): Promise<void> {
    try {
      await emitter.emitAsync(name, event);
    } catch (fault) {
      this.logger.error(fault, `A listener of "${name}" failed`);
    }
  }
}

/** The package is the host's to install. */
async function eventEmitterClass(): Promise<(abstract new () => Emitter) | undefined> {
  try {
    const { EventEmitter2 } = await import('@nestjs/event-emitter');
    return EventEmitter2;
  } catch {
    return undefined;
  }
}
