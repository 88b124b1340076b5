export { createChatTestApp, type ChatTestApp, type ChatTestAppOptions } from './chat-test-app.js';
export type { EventOf } from './event-inbox.js';
export { TestClient, type TestAuth } from './test-client.js';
