import { COUNTED } from '../http/about.controller.ts';
import type { OperationDescription } from '../http/operation.ts';
import { POLICIES, type PolicyName } from '../http/rate-limits.ts';
import { type CurlParts, curlOf } from './curl.ts';

/** An operation as the library lists it. */
export interface ListedOperation {
  readonly operationId?: string;
  responses?: object;
  readonly parameters?: CurlParts['parameters'];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: object }>> };
}

interface Explained {
  readonly method: string;
  readonly path: string;
  readonly operation: ListedOperation;
  readonly description: OperationDescription;
  readonly schemas: Readonly<Record<string, unknown>>;
}

/** What people want to know of an operation beside its form: limits, scope, repeating it, and a line to copy. */
export function explained({ method, path, operation, description, schemas }: Explained): object {
  const { access, scope, idempotency } = description;
  const isKept = method === 'post' && access === undefined;
  const body = operation.requestBody?.content?.['application/json']?.schema;
  const curl = curlOf({
    method: method.toUpperCase(),
    path,
    isPublic: access !== undefined,
    hasKey: isKept,
    parameters: operation.parameters ?? [],
    body,
    schemas: schemas as CurlParts['schemas'],
  });
  const parts = [
    description.description,
    access === 'unlimited' ? 'Limits: none.' : `Limits: ${limitsOf(description)}.`,
    ...(scope === undefined ? [] : [`Scope of a token: \`${scope}\`.`]),
    ...(isKept && idempotency !== 'own'
      ? ['May be repeated with the same `Idempotency-Key` for 24 hours.']
      : []),
    `\`\`\`sh\n${curl}\n\`\`\``,
  ];
  return {
    description: parts.join('\n\n'),
    ...(scope !== undefined && { 'x-scope': scope }),
    'x-codeSamples': [{ lang: 'Shell', label: 'curl', source: curl }],
  };
}

function limitsOf({ access, limits = [] }: OperationDescription): string {
  const names: readonly PolicyName[] = [access === 'public' ? 'address' : 'user', ...limits];
  return names
    .map((name) => `${POLICIES[name].quota} in ${POLICIES[name].seconds} s (${COUNTED[name]})`)
    .join('; ');
}
