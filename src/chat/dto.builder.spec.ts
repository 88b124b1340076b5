import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { IsString, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { ChatGateway } from './chat.gateway.js';
import { compileDtoBuilder } from './dto.builder.js';
import { handlersOf } from './request-handlers.js';
import { RequestPipe } from './request.pipe.js';

const gateway: unknown = Object.create(ChatGateway.prototype);
if (!(gateway instanceof ChatGateway)) throw new Error('there is no gateway');

const EVENTS = handlersOf(gateway, new Set()).map(({ event, dto }) => [event, dto] as const);

/** Fields of some event, and values of which each is right for some field. */
const field = fc.constantFrom(
  ...'message room roomname username target with clientId since seq before after limit'.split(' '),
  ...'typing status other __proto__ constructor'.split(' '),
);
const value = fc.oneof(
  fc.string({ maxLength: 70 }),
  fc.integer({ min: -2, max: 300 }),
  fc.constantFrom<unknown>(
    true,
    false,
    'online',
    'away',
    null,
    undefined,
    {},
    [],
    '\u0000',
    '\ud800',
  ),
  fc.constantFrom<unknown>(Number.MAX_SAFE_INTEGER, 2 ** 53, 1.5, Number.NaN, -0),
);
const payload = fc.oneof(fc.dictionary(field, value, { maxKeys: 4 }), value);

async function settled(task: () => unknown): Promise<unknown> {
  try {
    return { value: await task() };
  } catch (refusal) {
    return { refusal };
  }
}

describe('compileDtoBuilder', () => {
  const pipe = new RequestPipe();

  it('knows all rules of every event that has any', () => {
    const unknown = EVENTS.filter(([, dto]) => compileDtoBuilder(dto) === undefined);
    expect(unknown.map(([event]) => event)).toEqual(['list conversations']);
  });

  it.each(EVENTS)(
    'makes of "%s" what class-validator makes of it',
    async (_, dto: Type<object>) => {
      await fc.assert(
        fc.asyncProperty(payload, async (sent) => {
          const metadata = { type: 'body', metatype: dto } as const;
          const expected = await settled(() => pipe.transform(sent, metadata));
          expect(await settled(() => pipe.toDto(sent, dto))).toStrictEqual(expected);
        }),
        { numRuns: 200 },
      );
    },
  );

  it.each([
    [{ message: 'hi' }, true],
    [{ message: 'hi', room: 'red', clientId: '1' }, true],
    [{ message: 'hi', other: 1 }, false],
    [{ message: 1 }, false],
    [{ message: 'hi', clientId: '' }, false],
    [{ room: 'red' }, false],
  ])('accepts %j of itself: %s', (sent, accepted) => {
    const dto = EVENTS.find(([event]) => event === 'new message')?.[1];
    if (!dto) throw new Error('there is no such event');
    expect(compileDtoBuilder(dto)?.(sent) !== undefined).toBe(accepted);
  });

  it('leaves rules that it does not know to the pipe', () => {
    class Part {
      @IsString()
      text!: string;
    }
    class Whole {
      @ValidateNested()
      part!: Part;
    }
    expect(compileDtoBuilder(Whole)).toBeUndefined();
  });
});
