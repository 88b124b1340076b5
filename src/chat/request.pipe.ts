import { Injectable, ValidationPipe, type ArgumentMetadata, type Type } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { ChatException } from '../protocol/index.js';
import { compileDtoBuilder, type DtoBuilder } from './dto.builder.js';

/** A DTO that may also come as a bare string. */
interface TextForm {
  fromText(text: string): object;
}

/**
 * Turns a payload into its DTO, or refuses it with VALIDATION_FAILED and what is wrong per field.
 * Every payload of the protocol is flat, so what is nested is never walked: a payload of thousands of
 * levels costs no more than one of two. Names of fields that are not ours are not echoed.
 */
@Injectable()
export class RequestPipe extends ValidationPipe {
  private readonly builders = new Map<Type, DtoBuilder | undefined>();

  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      exceptionFactory: (errors) => refuse(fieldsOf(errors)),
    });
  }

  /**
   * What `transform` makes of a payload, at once where the payload is plainly good.
   * @throws ChatException VALIDATION_FAILED
   */
  toDto(payload: unknown, dto: Type): unknown {
    const object = objectOf(payload, dto);
    return this.builderOf(dto)?.(object) ?? this.transform(object, { type: 'body', metatype: dto });
  }

  override async transform(payload: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const value: unknown = await super.transform(objectOf(payload, metadata.metatype), metadata);
    return value;
  }

  private builderOf(dto: Type): DtoBuilder | undefined {
    if (!this.builders.has(dto)) this.builders.set(dto, compileDtoBuilder(dto));
    return this.builders.get(dto);
  }
}

function objectOf(payload: unknown, metatype: unknown): object {
  if (typeof payload === 'string' && hasTextForm(metatype)) return metatype.fromText(payload);
  if (payload === undefined || payload === null) return {};
  if (typeof payload !== 'object' || Array.isArray(payload) || ArrayBuffer.isView(payload)) {
    throw refuse({ payload: ['payload must be an object'] });
  }
  const fields = Object.entries(payload).map(([field, value]: [string, unknown]) => {
    const flat: [string, unknown] = [field, typeof value === 'object' ? null : value];
    return flat;
  });
  return Object.fromEntries(fields);
}

function hasTextForm(metatype: unknown): metatype is TextForm {
  return typeof metatype === 'function' && 'fromText' in metatype;
}

function fieldsOf(errors: readonly ValidationError[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { property, constraints = {} } of errors) {
    if ('whitelistValidation' in constraints)
      fields['unknown'] = ['There is a field that is not known'];
    else fields[property] = Object.values(constraints);
  }
  return fields;
}

function refuse(fields: Record<string, string[]>): ChatException {
  return new ChatException('VALIDATION_FAILED', { fields });
}
