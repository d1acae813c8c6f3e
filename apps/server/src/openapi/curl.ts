interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
}

/** What a line of curl is made of. */
export interface CurlParts {
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  readonly hasKey: boolean;
  readonly parameters: readonly { readonly in: string; readonly name: string; readonly schema?: Schema }[];
  readonly body?: Schema | undefined;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** Examples that a schema has lost on its way into the document, by the name of the field. */
const USUAL: Readonly<Record<string, string>> = {
  handle: 'grace',
  name: 'Grace Hopper',
  code: 'K7QM-2F9D-XXXX-XXXX',
  confirm: 'general',
};

/** A line to copy: `$BASE` is the server, `$TOKEN` an access token. */
export function curlOf({ method, path, isPublic, hasKey, parameters, body, schemas }: CurlParts): string {
  const example = (schema: Schema | undefined) => exampleOf(schema ?? {}, schemas);
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
    return encodeURIComponent(String(example(parameter?.schema))).replaceAll('%40', '@');
  });
  const parts = [
    `curl -sS${method === 'GET' || (method === 'POST' && body) ? '' : ` -X ${method}`} "$BASE${address}"`,
    ...(isPublic ? [] : [`-H "authorization: Bearer $TOKEN"`]),
    ...(hasKey ? [`-H "idempotency-key: $(uuidgen)"`] : []),
    ...(body ? [`-H 'content-type: application/json'`, `-d '${JSON.stringify(example(body))}'`] : []),
  ];
  return parts.join(' \\\n  ');
}

/** An example of what a schema takes: what it says itself, else the least there can be. */
function exampleOf(schema: Schema, schemas: CurlParts['schemas']): unknown {
  const { $ref, example, examples, default: usual, enum: values, anyOf, allOf } = schema;
  if ($ref !== undefined) return exampleOf(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  const told = example ?? examples?.[0] ?? usual ?? values?.[0];
  if (told !== undefined) return told;
  const inner = anyOf?.[0] ?? allOf?.[0];
  if (inner) return exampleOf(inner, schemas);
  return exampleOfType(schema, schemas);
}

function exampleOfType(schema: Schema, schemas: CurlParts['schemas']): unknown {
  switch (schema.type) {
    case 'object':
      return exampleObject(schema, schemas);
    case 'array':
      return [exampleOf(schema.items ?? {}, schemas)];
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      return '…';
  }
}

/** What must be there; where nothing must, the first field that may. */
function exampleObject(
  { properties = {}, required = [] }: Schema,
  schemas: CurlParts['schemas'],
): Record<string, unknown> {
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(
    names.map((name) => [name, exampleOfField(name, properties[name] ?? {}, schemas)]),
  );
}

function exampleOfField(name: string, schema: Schema, schemas: CurlParts['schemas']): unknown {
  const example = exampleOf(schema, schemas);
  return example === '…' ? (USUAL[name] ?? example) : example;
}
