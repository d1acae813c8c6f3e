/** No close frame carried a code (RFC 6455 7.4.1); reported, never sent. */
export const NO_STATUS = 1005;
/** The connection ended without a close frame (RFC 6455 7.4.1); reported, never sent. */
export const ABNORMAL = 1006;

/**
 * Whether `code` may stand in a close frame (RFC 6455 7.4, and the IANA registry for 1012 to 1014).
 * 1004 to 1006 and 1015 are only ever reported; 1016 to 2999 are for later standards.
 */
export function isCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
}
