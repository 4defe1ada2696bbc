/** Progress of work whose steps are not known before: never backwards, and done only at the end. */
export interface Advance {
  /** The reports of a stage that takes a share of what is left; undefined where nobody listens. */
  readonly stage: (share: number) => ((fraction: number) => void) | undefined;
  /** All is done. */
  readonly done: () => void;
}

/** Progress told to a listener, if there is one. */
export function advanceOf(onProgress: ((fraction: number) => void) | undefined): Advance {
  let reached = 0;
  return {
    stage: (share) => {
      if (onProgress === undefined) return undefined;
      const from = reached, room = share * (1 - reached);
      return (fraction) => {
        reached = Math.max(reached, from + room * fraction);
        // only the end is 1
        onProgress(Math.min(reached, 0.999));
      };
    },
    done: () => onProgress?.(1),
  };
}
