/** One extension as a header names it; a parameter without a value is `true`. */
export interface ExtensionOffer {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string | true>;
}

/** A comma-separated element or a parameter: a token, then maybe `=` and a token or a quoted token. */
const PART =
  /[\t ]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[\t ]*=[\t ]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)|"((?:[!#-[\]-~]|\\[!-~])+)"))?[\t ]*([,;]|$)/y;

/**
 * Reads `Sec-WebSocket-Extensions` (RFC 6455 9.1). Undefined when it is not of the form, or names a parameter of
 * one extension twice.
 */
export function parseExtensions(header: string | undefined): readonly ExtensionOffer[] | undefined {
  const offers: { name: string; parameters: Map<string, string | true> }[] = [];
  if (header === undefined) return offers;
  let separator = ',';
  PART.lastIndex = 0;
  while (separator !== '') {
    const part = PART.exec(header);
    if (part === null) return undefined;
    const [, name = '', token, quoted] = part;
    const value = token ?? quoted?.replace(/\\(.)/g, '$1');
    const current = offers.at(-1);
    if (separator === ',') {
      if (value !== undefined) return undefined;
      offers.push({ name, parameters: new Map() });
    } else if (current !== undefined) {
      if (current.parameters.has(name)) return undefined;
      current.parameters.set(name, value ?? true);
    }
    separator = part[4] ?? '';
  }
  return offers;
}
