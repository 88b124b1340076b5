import ts from 'typescript';

const { TypeFlags } = ts;

/**
 * What the values of a type look like as JSON, in one line whose parts are sorted: two types that say
 * the same have the same.
 */
export function shapeOfType(checker: ts.TypeChecker, type: ts.Type): string {
  const shape = (part: ts.Type) => shapeOfType(checker, part);
  if (type.flags & TypeFlags.String) return 'string';
  if (type.flags & TypeFlags.Number) return 'number';
  if (type.flags & TypeFlags.Boolean) return 'boolean';
  if (type.isStringLiteral()) return JSON.stringify(type.value);
  if (type.flags & TypeFlags.BooleanLiteral) return checker.typeToString(type);
  if (type.isUnion()) return union(type.types.map(shape));
  const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (item && checker.isArrayType(type)) return `[${shape(item)}]`;
  const anyKey = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  if (anyKey && !(anyKey.type.flags & TypeFlags.Never)) return `{*:${shape(anyKey.type)}}`;
  const properties = checker.getPropertiesOfType(type).map((property) => {
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const value = checker.getNonNullableType(checker.getTypeOfSymbol(property));
    return `${property.name}${isOptional ? '?' : ''}:${shape(value)}`;
  });
  return `{${properties.toSorted(inOrder).join()}}`;
}

/** The same of a JSON schema without references. */
export function shapeOfSchema(schema: unknown): string {
  const read = (field: string): unknown => Reflect.get(Object(schema), field);
  const list = (field: string) => {
    const value: unknown = read(field);
    return Array.isArray(value) ? value.map((item: unknown) => item) : undefined;
  };
  const alternatives = list('oneOf') ?? [];
  if (alternatives.length > 0) return union(alternatives.map(shapeOfSchema));
  if (read('const') !== undefined) return JSON.stringify(read('const'));
  const values = list('enum');
  if (values) return union(values.map((value) => JSON.stringify(value)));
  switch (read('type')) {
    case 'integer':
      return 'number';
    case 'array':
      return `[${shapeOfSchema(read('items'))}]`;
    case 'object':
      return shapeOfObject(
        read('properties'),
        list('required') ?? [],
        read('additionalProperties'),
      );
    default:
      return String(read('type'));
  }
}

function shapeOfObject(properties: unknown, required: unknown[], others: unknown): string {
  if (typeof properties !== 'object' || properties === null) return `{*:${shapeOfSchema(others)}}`;
  const shapes = Object.entries(properties).map(
    ([name, schema]: [string, unknown]) =>
      `${name}${required.includes(name) ? '' : '?'}:${shapeOfSchema(schema)}`,
  );
  return `{${shapes.toSorted(inOrder).join()}}`;
}

function union(shapes: readonly string[]): string {
  return [...new Set(shapes)].toSorted(inOrder).join('|');
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
