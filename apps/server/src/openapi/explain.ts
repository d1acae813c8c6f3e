import { scopeOfRoute } from '../accounts/scopes.ts';
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
  const { access, idempotency } = description;
  const scope = access ? undefined : scopeOf(method, path, description);
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
    ...(description.role ? [`For ${OFFICES[description.role]}.`] : []),
    ...(access
      ? []
      : [scope ? `Scope of a token: \`${scope}\`.` : 'No token may use it: it takes a sign-in.']),
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

const OFFICES = { moderator: 'moderators and admins of the server', admin: 'admins of the server' };

/** The scope that the guard asks of a token. */
function scopeOf(method: string, path: string, { scope }: OperationDescription): string | undefined {
  return scope ?? scopeOfRoute(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'));
}

function limitsOf({ access, limits = [] }: OperationDescription): string {
  const names: readonly PolicyName[] = [access === 'public' ? 'address' : 'user', ...limits];
  return names
    .map((name) => `${POLICIES[name].quota} in ${POLICIES[name].seconds} s (${COUNTED[name]})`)
    .join('; ');
}
