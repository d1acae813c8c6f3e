import { Problem } from '@parlor/protocol';

/** `conflict`: the value of one field is somebody else's already. */
export function taken(pointer: string, detail: string): Problem {
  return new Problem('conflict', { detail, errors: [{ pointer, code: 'taken' }] });
}
