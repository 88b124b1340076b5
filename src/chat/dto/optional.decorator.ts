import { ValidateIf } from 'class-validator';

/** The field may be absent; unlike with `IsOptional`, `null` is not absence. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}
