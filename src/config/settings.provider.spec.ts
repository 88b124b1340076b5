import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration.error.js';
import { loadSettings, settings, settingsModule } from './settings.provider.js';
import type { Settings } from './settings.js';

describe('settings', () => {
  const before = { ...process.env };
  const workingDirectory = process.cwd();
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-settings-'));
    process.chdir(folder);
  });

  afterEach(async () => {
    process.chdir(workingDirectory);
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
    await rm(folder, { recursive: true });
  });

  it('are injected, with what the environment and then .env say', async () => {
    await writeFile('.env', 'PORT=4000\nNOTICE_ROOM_SIZE=7\n');
    process.env['PORT'] = '5000';
    const greeting = Symbol('greeting');
    const module = await Test.createTestingModule({
      imports: [await settingsModule()],
      providers: [
        {
          provide: greeting,
          inject: [settings.KEY],
          useFactory: (injected: Settings) => `${injected.PORT}/${injected.NOTICE_ROOM_SIZE}`,
        },
      ],
    }).compile();
    expect(module.get(greeting)).toBe('5000/7');
    expect(Object.isFrozen(module.get(settings.KEY))).toBe(true);
  });

  it('are the same when loaded without an application', async () => {
    await writeFile('.env', 'PORT=4000\n');
    await expect(loadSettings()).resolves.toMatchObject({ PORT: 4_000 });
  });

  it('keep an application from starting when they are wrong', async () => {
    process.env['PORT'] = 'http';
    const module = Test.createTestingModule({ imports: [await settingsModule()] });
    await expect(module.compile()).rejects.toThrow(ConfigurationError);
  });
});
