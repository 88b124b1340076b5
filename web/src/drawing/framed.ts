/** A hidden page draws no frames, and still has its title to keep. In milliseconds. */
const WITHOUT_FRAMES_MS = 250;

/** Runs `task` with the next frame, or a little later if there is none. Returns how not to. */
function withNextFrame(task: () => void): () => void {
  const cancel = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const run = (): void => {
    cancel();
    task();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, WITHOUT_FRAMES_MS);
  return cancel;
}

/** How to be told of changes; returns how not to be any more. */
type Subscribe = (listener: () => void) => () => void;

/**
 * The same, told once a frame however much changes in it: a burst of messages costs as many redraws
 * as the screen can show.
 */
export function framed(subscribe: Subscribe): Subscribe {
  return (listener) => {
    let cancel: (() => void) | undefined;
    const stop = subscribe(() => {
      cancel ??= withNextFrame(() => {
        cancel = undefined;
        listener();
      });
    });
    return () => {
      stop();
      cancel?.();
    };
  };
}
