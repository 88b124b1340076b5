import { Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate, type ValidationError } from 'class-validator';
import { ChatException } from '../protocol/index.js';
import { compileDtoBuilder, type DtoBuilder } from './dto.builder.js';

/** A DTO that may also come as a bare string. */
interface TextForm {
  fromText(text: string): object;
}

/**
 * Turns a payload into its DTO, or refuses it with VALIDATION_FAILED and what is wrong per field.
 * Every payload of the protocol is flat, so what is nested is never walked: a payload of thousands of
 * levels costs no more than one of two. Fields that are not ours are found before the validator sees
 * them: it takes seconds over the hundred thousand that fit into a frame, and lets names such as
 * `constructor` through. They are not echoed.
 *
 * It is no `ValidationPipe`, for all of those in a process validate with the packages of the one made
 * last, and end it when the host has not installed them: a host's pipe would change chat's and chat's
 * the host's.
 */
@Injectable()
export class RequestPipe implements PipeTransform<unknown, Promise<object>> {
  private readonly known = new Map<Type, ReadonlySet<string>>();
  private readonly builders = new Map<Type, DtoBuilder | undefined>();

  /**
   * What `transform` makes of a payload, at once where the payload is plainly good.
   * @throws ChatException VALIDATION_FAILED
   */
  toDto(payload: unknown, dto: Type<object>): object | Promise<object> {
    const object = this.objectOf(payload, dto);
    return this.builderOf(dto)?.(object) ?? this.transform(object, { metatype: dto });
  }

  async transform(
    payload: unknown,
    { metatype }: { metatype?: Type<object> | undefined },
  ): Promise<object> {
    if (!metatype) throw new Error('A payload needs a DTO class');
    const dto = plainToInstance(metatype, this.objectOf(payload, metatype));
    const errors = await validate(dto, { forbidUnknownValues: false });
    if (errors.length > 0) throw refuse(fieldsOf(errors));
    return dto;
  }

  private builderOf(dto: Type): DtoBuilder | undefined {
    if (!this.builders.has(dto)) this.builders.set(dto, compileDtoBuilder(dto));
    return this.builders.get(dto);
  }

  private objectOf(payload: unknown, dto: Type): object {
    if (typeof payload === 'string' && hasTextForm(dto)) return dto.fromText(payload);
    if (payload === undefined || payload === null) return {};
    if (typeof payload !== 'object' || Array.isArray(payload) || ArrayBuffer.isView(payload)) {
      throw refuse({ payload: ['payload must be an object'] });
    }
    const known = this.fieldsKnownTo(dto);
    if (!Object.keys(payload).every((field) => known.has(field))) {
      throw refuse({ unknown: ['There is a field that is not known'] });
    }
    return flattened(payload);
  }

  /** The fields of a DTO are those that have a validator. */
  private fieldsKnownTo(dto: Type): ReadonlySet<string> {
    let fields = this.known.get(dto);
    if (!fields) {
      const validators = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
      fields = new Set(validators.map(({ propertyName }) => propertyName));
      this.known.set(dto, fields);
    }
    return fields;
  }
}

/** A copy with its own fields, in which what is nested is `null`. */
function flattened(payload: object): object {
  const flat: Record<string, unknown> = {};
  for (const field of Object.keys(payload)) {
    const value: unknown = Reflect.get(payload, field);
    flat[field] = typeof value === 'object' ? null : value;
  }
  return flat;
}

function hasTextForm(dto: Type): dto is Type & TextForm {
  return 'fromText' in dto;
}

function fieldsOf(errors: readonly ValidationError[]): Record<string, string[]> {
  return Object.fromEntries(
    errors.map(({ property, constraints = {} }) => [property, Object.values(constraints)]),
  );
}

function refuse(fields: Record<string, string[]>): ChatException {
  return new ChatException('VALIDATION_FAILED', { fields });
}
