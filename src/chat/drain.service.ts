import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { PresenceService } from '../presence/presence.service.js';
import { DeliveryMarks } from '../rooms/delivery-marks.js';
import { MessageLog } from '../rooms/message-log.js';
import { Outbox } from '../rooms/outbox.js';
import { RoomActivity } from '../rooms/room-activity.js';
import { ClusterHandle } from './cluster-handle.js';
import { ConnectionsService } from './connections.service.js';
import { HandshakeGuard } from './handshake.guard.js';
import { RequestDispatcher } from './request-dispatcher.js';
import { SocketCloser } from './socket-closer.js';
import { StorageHandle } from './storage-handle.js';
import { within } from './within.js';

/** How long requests in flight may take before the sockets are closed all the same. Milliseconds. */
const REQUESTS_DEADLINE_MS = 6_000;
/** How long the outbox may take, which waits for the host's transactions. Milliseconds. */
const OUTBOX_DEADLINE_MS = 1_000;

/**
 * Ends the server without losing what is in flight: new requests are refused with DRAINING, those
 * under way are committed and answered, sockets are closed, what was gathered is written, and last
 * the database is closed. Nest runs the first hook before it closes its servers, when sockets still
 * have their rooms and acknowledgements still go out, and the second after.
 */
@Injectable()
export class DrainService implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(DrainService.name);
  private draining = false;

  constructor(
    private readonly handshakes: HandshakeGuard,
    private readonly dispatcher: RequestDispatcher,
    private readonly activity: RoomActivity,
    private readonly log: MessageLog,
    private readonly outbox: Outbox,
    private readonly sockets: SocketCloser,
    private readonly connections: ConnectionsService,
    private readonly presence: PresenceService,
    private readonly deliveryMarks: DeliveryMarks,
    private readonly cluster: ClusterHandle,
    private readonly storage: StorageHandle,
  ) {}

  /** Is the server on its way out? */
  get isDraining(): boolean {
    return this.draining;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.draining = true;
    this.handshakes.drain();
    this.activity.stop();
    const answered = this.dispatcher.drain().then(async () => {
      await this.log.drain();
      return true;
    });
    if (!(await within(REQUESTS_DEADLINE_MS, answered))) {
      this.logger.warn('Some requests were not answered in time');
    }
    // What is not delivered in time is delivered at the next start.
    await within(OUTBOX_DEADLINE_MS, this.outbox.stop());
    // From here on its people are on their way to another node, if there are any.
    await this.presence.retire();
    await this.sockets.closeAll();
    await this.connections.drain();
    await this.presence.flush();
    await this.deliveryMarks.flush();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cluster.leave();
    await this.storage.close();
  }
}
