import { MemoryPresenceStore } from '../../src/cluster/memory-presence.store.js';
import { presenceContract } from './presence.contract.js';

presenceContract(async () => ({ store: new MemoryPresenceStore(), close: async () => {} }));
