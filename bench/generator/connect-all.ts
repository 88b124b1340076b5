import { ChatConnection, type ChatListener } from './chat.connection.js';
import type { GeneratorSetup } from './commands.js';
import { portOf } from './nodes.js';
import { inParallel } from './waiting.js';

/** A server's queue of connections that it has not accepted yet is short: Node's holds 511. */
const HANDSHAKES_AT_ONCE = 64;

/** Connects so many people to the server's nodes. Resolves when all have been accepted. */
export async function connectAll(
  setup: GeneratorSetup,
  count: number,
  listener: ChatListener,
): Promise<ChatConnection[]> {
  const connections: ChatConnection[] = [];
  await inParallel(count, HANDSHAKES_AT_ONCE, (index) => {
    const connection = new ChatConnection(portOf(setup, index), index, listener);
    connections.push(connection);
    return connection.ready;
  });
  return connections;
}
