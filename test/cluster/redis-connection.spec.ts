import { EventEmitter, once } from 'node:events';
import { expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { RedisConnection } from '../../src/cluster/redis.connection.js';
import { PretendServer } from '../support/services/pretend-server.js';

it('says of an outage once what each attempt fails of, though they fail of different things', async () => {
  const said = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const attempts = new EventEmitter();
  const fourth = once(attempts, '4');
  let count = 0;
  const server = await PretendServer.start(() => {
    count += 1;
    attempts.emit(String(count));
    return `-ERR ${count % 2 === 0 ? 'no shard' : 'no leader'}\r\n`;
  });
  const connection = RedisConnection.to(`redis://127.0.0.1:${server.port}`);
  try {
    await expect(connection.open()).rejects.toThrow('refuses to serve');
    await fourth;
  } finally {
    connection.close();
    await server.stop();
  }
  const lines = said.mock.calls.map(([line]) => String(line));
  said.mockRestore();
  expect(lines.length).toBeGreaterThan(0);
  expect(lines).toEqual([...new Set(lines)]);
});
