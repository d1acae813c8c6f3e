import { Problem } from '@parlor/protocol';
import { taken } from '../http/field-problems.ts';

/** `conflict`: the handle is somebody's, or was until lately. */
export function handleTaken(): Problem {
  return taken('/handle', 'This handle is taken.');
}

/** `conflict`: a person keeps only so many former handles from others. */
export function handleTooOften(): Problem {
  return new Problem('conflict', {
    detail: 'The handle was changed five times in thirty days: one of these may be taken again.',
  });
}
