import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import type { User } from '../../src/identity/user.js';
import type { Device } from '../../src/presence/device.js';
import type { PresenceStore } from '../../src/presence/presence.store.js';

/** Opens an empty store. The suite closes what it opened. */
export type OpenPresence = () => Promise<{ store: PresenceStore; close: () => Promise<void> }>;

export function person(username: string): User {
  return { id: uuid(), username, nameKey: username.toLowerCase(), kind: 'guest', lastSeenAt: 1 };
}

export function deviceOf(user: User): Device {
  return { id: uuid(), user };
}

/** What every `PresenceStore` does. */
export function presenceContract(open: OpenPresence): void {
  describe('PresenceStore', () => {
    let store: PresenceStore;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ store, close } = await open());
    });
    afterEach(() => close());

    it('has a person online from the first device to the last', async () => {
      const alice = person('alice');
      const [phone, laptop] = [deviceOf(alice), deviceOf(alice)];
      expect(await store.statusesOf([alice.id])).toEqual(['offline']);
      expect(await store.isConnected(alice.id)).toBe(false);
      expect(await store.connect(phone)).toEqual({ before: 'offline', after: 'online' });
      expect(await store.connect(laptop)).toEqual({ before: 'online', after: 'online' });
      expect(await store.isConnected(alice.id)).toBe(true);
      expect(await store.disconnect(phone)).toEqual({
        before: 'online',
        after: 'online',
        left: [],
      });
      expect(await store.disconnect(laptop)).toEqual({
        before: 'online',
        after: 'offline',
        left: [],
      });
      expect(await store.statusesOf([alice.id])).toEqual(['offline']);
      expect(await store.isConnected(alice.id)).toBe(false);
    });

    it('has a person away when all devices are', async () => {
      const alice = person('alice');
      const [phone, laptop] = [deviceOf(alice), deviceOf(alice)];
      await store.connect(phone);
      await store.connect(laptop);
      expect(await store.setStatus(phone, 'away')).toEqual({ before: 'online', after: 'online' });
      expect(await store.setStatus(laptop, 'away')).toEqual({ before: 'online', after: 'away' });
      expect(await store.statusesOf([person('bob').id, alice.id])).toEqual(['offline', 'away']);
      expect(await store.setStatus(phone, 'online')).toEqual({ before: 'away', after: 'online' });
      expect(await store.disconnect(phone)).toEqual({ before: 'online', after: 'away', left: [] });
    });

    it('tells of each room which device came first and which went last', async () => {
      const alice = person('alice');
      const [phone, laptop] = [deviceOf(alice), deviceOf(alice)];
      await store.connect(phone);
      await store.connect(laptop);
      expect(await store.enter(phone, 'red')).toBe(true);
      expect(await store.enter(phone, 'red')).toBe(false);
      expect(await store.enter(laptop, 'red')).toBe(false);
      expect(await store.enter(laptop, 'green')).toBe(true);
      expect(await store.leave(phone, 'red')).toBe(false);
      expect(await store.leave(phone, 'red')).toBe(false);
      const { left } = await store.disconnect(laptop);
      expect(left.toSorted()).toEqual(['green', 'red']);
      expect(await store.arePresent('red', [alice.id])).toEqual([false]);
    });

    it('has one first and one last of many devices at once', async () => {
      const alice = person('alice');
      const devices = Array.from({ length: 20 }, () => deviceOf(alice));
      const came = await Promise.all(devices.map((device) => store.connect(device)));
      expect(came.filter(({ before }) => before === 'offline')).toHaveLength(1);
      const entered = await Promise.all(devices.map((device) => store.enter(device, 'red')));
      expect(entered.filter(Boolean)).toHaveLength(1);
      const left = await Promise.all(devices.map((device) => store.leave(device, 'red')));
      expect(left.filter(Boolean)).toHaveLength(1);
      const went = await Promise.all(devices.map((device) => store.disconnect(device)));
      expect(went.filter(({ after }) => after === 'offline')).toHaveLength(1);
    });

    it('lists who is in a room by name, in pages', async () => {
      const people = ['dora', 'alice', 'Carl', 'bob', 'ab'].map(person);
      for (const user of people) {
        const device = deviceOf(user);
        await store.connect(device);
        await store.enter(device, 'red');
      }
      const [alice] = people.filter(({ username }) => username === 'alice');
      const second = deviceOf(alice ?? person('alice'));
      await store.connect(second);
      await store.enter(second, 'red');
      const first = await store.present('red', 2);
      expect(first.users.map(({ username }) => username)).toEqual(['ab', 'alice']);
      expect(first.complete).toBe(false);
      const rest = await store.present('red', 5, 'alice');
      expect(rest.users.map(({ username }) => username)).toEqual(['bob', 'Carl', 'dora']);
      expect(rest).toEqual({ users: rest.users, complete: true });
      expect(first.users[1]).toEqual(alice);
      expect(await store.present('green', 5)).toEqual({ users: [], complete: true });
    });

    it('says of several people whether they are in a room, in their order', async () => {
      const [alice, bob] = [person('alice'), person('bob')];
      const device = deviceOf(bob);
      await store.connect(device);
      await store.enter(device, 'red');
      expect(await store.arePresent('red', [alice.id, bob.id])).toEqual([false, true]);
      expect(await store.arePresent('green', [bob.id])).toEqual([false]);
      expect(await store.arePresent('red', [])).toEqual([]);
    });

    it('changes nothing for a device that is not connected', async () => {
      const ghost = deviceOf(person('ghost'));
      expect(await store.enter(ghost, 'red')).toBe(false);
      expect(await store.leave(ghost, 'red')).toBe(false);
      expect(await store.setStatus(ghost, 'away')).toEqual({ before: 'offline', after: 'offline' });
      expect(await store.disconnect(ghost)).toEqual({
        before: 'offline',
        after: 'offline',
        left: [],
      });
      expect(await store.present('red', 5)).toEqual({ users: [], complete: true });
    });
  });
}
