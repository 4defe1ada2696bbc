/** The share of a run that is done, by the work of its steps; it never falls. */
export interface RunProgress {
  /** Says how much work each step is, before any of it begins. */
  readonly plan: (works: readonly number[]) => void;
  /** The step that the next shares are of, and how much work it is. */
  readonly begin: (step: number) => void;
  readonly work: () => number;
  /** Reports with so much of the step done. */
  readonly report: (share: number) => void;
  readonly done: (step: number) => void;
}

/** Reports to `onProgress`, if there is one. */
export function progressTo(onProgress: ((fraction: number) => void) | undefined): RunProgress {
  let works: readonly number[] = [], total = 1, finished = 0, current = 0, shown = 0;
  const isDone: boolean[] = [];
  return {
    plan: (given) => {
      works = given;
      total = given.reduce((sum, work) => sum + work, 0) || 1;
    },
    begin: (step) => void (current = isDone[step] ? 0 : works[step]!),
    work: () => current,
    report: (share) =>
      onProgress?.(shown = Math.min(1, Math.max(shown, (finished + share * current) / total))),
    done: (step) => {
      // a step that a device had to do again counts once
      if (!isDone[step]) finished += works[step]!;
      isDone[step] = true;
      current = 0;
    },
  };
}
