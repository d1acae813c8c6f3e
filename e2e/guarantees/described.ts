import { makeDocuments } from '../../apps/server/src/openapi/make-documents.ts';

/** A schema of the documents, as far as a walk looks at it. */
export interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Described {
  readonly 'x-codeSamples': readonly { readonly source: string }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}

/** One operation of the running code's own document. */
export interface Operation {
  /** `GET /api/v1/me`. */
  readonly route: string;
  readonly method: string;
  readonly path: string;
  /** The body of the document's example. */
  readonly example: unknown;
  /** What success answers. */
  readonly answers: readonly Schema[];
}

interface Documents {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly asyncapi: {
    readonly components: {
      readonly messages: Record<string, { payload: Schema }>;
      readonly schemas: Record<string, Schema>;
    };
  };
}

/** Everything that the API's documents say, made from the code as it is. */
export async function described(): Promise<Documents> {
  const { openapi, asyncapi } = await makeDocuments();
  const { paths, components } = openapi as {
    paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
    components: { schemas: Record<string, Schema> };
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([name, operation]) => toOperation(path, name.toUpperCase(), operation)),
  );
  return {
    operations: operations.filter(({ path }) => path.startsWith('/api/')),
    schemas: components.schemas,
    asyncapi: asyncapi as Documents['asyncapi'],
  };
}

function toOperation(path: string, method: string, { responses, ...rest }: Described): Operation {
  const body = / -d '(.*)'$/s.exec(rest['x-codeSamples'][0]?.source ?? '')?.[1];
  const answers = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content = {} }]) => Object.values(content).map(({ schema }) => schema));
  return {
    route: `${method} ${path}`,
    method,
    path,
    example: body === undefined ? undefined : JSON.parse(body),
    answers,
  };
}

/** Every property that can be reached, as `Schema.property`; what has no name is of `owner`. */
export function fieldsOf(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  owner: string,
  seen: Set<string> = new Set(),
): string[] {
  const { $ref, properties = {}, items, additionalProperties, anyOf = [], oneOf = [], allOf = [] } = schema;
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1) ?? '';
    if (seen.has(name)) return [];
    return fieldsOf(schemas[name] ?? {}, schemas, name, seen.add(name));
  }
  const inner = [items, additionalProperties, ...anyOf, ...oneOf, ...allOf].filter(
    (part): part is Schema => typeof part === 'object',
  );
  return [
    ...Object.keys(properties).map((name) => `${owner}.${name}`),
    ...[...Object.values(properties), ...inner].flatMap((part) => fieldsOf(part, schemas, owner, seen)),
  ];
}
