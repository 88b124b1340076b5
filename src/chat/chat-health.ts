import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ClusterHandle } from './cluster-handle.js';
import { DrainService } from './drain.service.js';
import { StorageHandle } from './storage-handle.js';

/** A database that takes longer to answer is away. Milliseconds. */
const PING_WITHIN_MS = 2_000;

/** Can the chat serve requests right now? */
@Injectable()
export class ChatHealth {
  constructor(
    private readonly drain: DrainService,
    private readonly storage: StorageHandle,
    private readonly cluster: ClusterHandle,
  ) {}

  /**
   * How it stands with the other nodes: `single`, there are none; `connected`; or `away`, Redis does not
   * answer, and the node serves its own sockets meanwhile, which is degraded and no reason to leave it.
   */
  get clusterState(): 'single' | 'connected' | 'away' {
    return this.cluster.state;
  }

  /** Is the server neither draining nor without its database? */
  async isReady(): Promise<boolean> {
    if (this.drain.isDraining) return false;
    const answers = this.storage.ping().then(
      () => true,
      () => false,
    );
    const timeout = new AbortController();
    const tooLate = setTimeout(PING_WITHIN_MS, false, { signal: timeout.signal, ref: false });
    return Promise.race([answers, tooLate.catch(() => false)]).finally(() => timeout.abort());
  }
}
