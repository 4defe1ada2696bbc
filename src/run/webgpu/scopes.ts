/** The kinds of errors that a device reports to scopes. */
const kinds = ["internal", "validation", "out-of-memory"] as const;

/** The kind of an error scope. */
export type ScopeKind = typeof kinds[number];

/** What became of work, and what the device reported while it ran. */
export interface Outcome<T> {
  /** What the work gave; undefined if it threw. */
  readonly result: T | undefined;
  /** What it threw, or what the device threw when its reports were asked for. */
  readonly thrown: { readonly error: unknown } | undefined;
  readonly reported: { readonly [K in ScopeKind]?: string };
}

/** Runs work in error scopes of these kinds. Never throws; whatever happens, each scope that was opened is closed. */
export async function inScopes<T>(
  device: GPUDevice,
  work: () => Promise<T>,
  wanted: readonly ScopeKind[] = kinds,
): Promise<Outcome<T>> {
  const opened: ScopeKind[] = [];
  let result: T | undefined, thrown: Outcome<T>["thrown"];
  try {
    for (const kind of wanted) {
      device.pushErrorScope(kind);
      opened.push(kind);
    }
    result = await work();
  } catch (error) {
    thrown = { error };
  }
  const reported: { [K in ScopeKind]?: string } = {};
  // the one opened last is closed first; all are asked before the first answer
  const answers = opened.reverse().map((kind) => ({ kind, answer: closed(device) }));
  for (const { kind, answer } of answers) {
    const report = await answer;
    if (report instanceof Failed) thrown ??= report;
    else if (report !== null) reported[kind] = report.message;
  }
  return { result, thrown, reported };
}

/** That a scope could not be closed. */
class Failed {
  constructor(readonly error: unknown) {}
}

async function closed(device: GPUDevice): Promise<GPUError | null | Failed> {
  try {
    return await device.popErrorScope();
  } catch (error) {
    return new Failed(error);
  }
}
