/**
 * Passes on the newest value at most once a frame: a hundred messages a second are one rendering each 16 ms.
 * The first of a quiet time goes at once, and a hidden page, which has no frames, is served by a timer.
 */
export function inFrames<Value>(use: (value: Value) => void): (value: Value) => void {
  let waiting = false;
  let newest: { readonly value: Value } | undefined;
  const flush = () => {
    waiting = false;
    if (newest === undefined) return;
    const { value } = newest;
    newest = undefined;
    plan();
    use(value);
  };
  const plan = () => {
    waiting = true;
    if (document.visibilityState === 'visible') requestAnimationFrame(flush);
    else setTimeout(flush, 100);
  };
  return (value) => {
    newest = { value };
    if (!waiting) flush();
  };
}
