import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';

/** Makes a DTO of a flat payload that keeps all its rules; `undefined` if that is not certain. */
export type DtoBuilder = (payload: object) => object | undefined;

/** A rule of class-validator: must hold, or says whether the other rules of its field apply. */
type Rule = (dto: object, value: unknown) => boolean;

interface FieldRules {
  readonly conditions: Rule[];
  readonly rules: Rule[];
}

interface NamedField extends FieldRules {
  readonly name: string;
}

/** The types of class-validator's metadata that decorators of ours come to. */
const RULE = 'customValidation';
const CONDITION = 'conditionalValidation';

/**
 * Compiles the decorators of a DTO class, once, to what validates the good case without the work that
 * class-validator does for each object: it calls the very same checks, in the same way. It only ever
 * accepts; whatever it does not, the `ValidationPipe` looks at and words the refusal.
 *
 * @returns `undefined` when the class has rules of a kind that is not known here, or none.
 */
export function compileDtoBuilder(dto: Type): DtoBuilder | undefined {
  const fields = new Map<string, FieldRules>();
  for (const metadata of getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false)) {
    const { type, propertyName, each, validateIf, constraints } = metadata;
    const field = fields.get(propertyName) ?? { conditions: [], rules: [] };
    fields.set(propertyName, field);
    if (each || validateIf || ![RULE, CONDITION].includes(type)) return undefined;
    if (type === CONDITION) {
      const condition: unknown = constraints[0];
      if (!isRule(condition)) return undefined;
      field.conditions.push(condition);
    } else {
      field.rules.push(...rulesOf(metadata));
    }
  }
  const names = new Set(fields.keys());
  const all = [...fields].map(([name, rules]) => ({ name, ...rules }));
  return all.length === 0 ? undefined : (payload) => build(dto, names, all, payload);
}

function build(
  dto: Type,
  names: ReadonlySet<string>,
  fields: readonly NamedField[],
  payload: object,
): object | undefined {
  const made: unknown = new dto();
  if (typeof made !== 'object' || made === null) return undefined;
  for (const name of Object.keys(payload)) {
    const value: unknown = Reflect.get(payload, name);
    if (!names.has(name) || typeof value === 'object' || typeof value === 'function') {
      return undefined;
    }
    Reflect.set(made, name, value);
  }
  for (const { name, conditions, rules } of fields) {
    const value: unknown = Reflect.get(made, name);
    if (allHold(conditions, made, value) && !allHold(rules, made, value)) return undefined;
  }
  return made;
}

/** A loop, as a closure for each field of each message is garbage. */
function allHold(rules: readonly Rule[], dto: object, value: unknown): boolean {
  for (const holds of rules) if (!holds(dto, value)) return false;
  return true;
}

type Metadata = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];

function rulesOf({ constraintCls, propertyName: property, constraints, target }: Metadata): Rule[] {
  const targetName = typeof target === 'function' ? target.name : target;
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance }): Rule => (object, value) => {
      const held: unknown = instance.validate(value, {
        value,
        object,
        property,
        constraints,
        targetName,
      });
      // A promise is not true: rules that take time are the pipe's.
      return held === true;
    });
}

function isRule(value: unknown): value is Rule {
  return typeof value === 'function';
}
