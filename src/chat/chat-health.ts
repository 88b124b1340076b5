import { Injectable } from '@nestjs/common';
import { DrainService } from './drain.service.js';
import { StorageHandle } from './storage-handle.js';

/** Can the chat serve requests right now? */
@Injectable()
export class ChatHealth {
  constructor(
    private readonly drain: DrainService,
    private readonly storage: StorageHandle,
  ) {}

  /** Is the server neither draining nor without its database? */
  async isReady(): Promise<boolean> {
    if (this.drain.isDraining) return false;
    return this.storage.ping().then(
      () => true,
      () => false,
    );
  }
}
