/** The table of operations in docs/protocol.md, made from docs/api/openapi.json, which another check holds to the server. */
import { readText, table } from './markdown.mjs';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** One row an operation, by address. */
export function restTable({ paths } = JSON.parse(readText('docs/api/openapi.json'))) {
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.filter((method) => operations[method] !== undefined).map((method) => [
      `\`${method.toUpperCase()} ${addressOf(path)}\``,
      operations[method].summary.replaceAll('|', '\\|'),
    ]),
  );
  return table(['operation', 'what it does'], rows);
}

/** As it is written elsewhere on the page: under `/api/v1`, with parameters as `:name`. */
function addressOf(path) {
  return path.replace(/^\/api\/v1/, '').replace(/\{(\w+)\}/g, ':$1');
}
