/** A hunt: random inputs, laws that hold for each, and what a counterexample looks like in a test. */
import fc from "fast-check";

/** Counts what was tried. Once a law has failed nothing counts: smaller counterexamples are sought then. */
export interface Tally {
  inputs: number;
  checks: number;
  /** What else there was, by name. */
  readonly events: Map<string, number>;
}

/** Checks one law; `what` says it, and is asked for only where it fails. */
export type Check = (holds: boolean, what: () => string) => void;

/** Counts something that happened. */
export type Note = (event: string) => void;

/** What is hunted for. */
export interface Hunt {
  readonly name: string;
  /** One line: what holds for what. */
  readonly law: string;
  /** The share of the time that it gets, among the other hunts. */
  readonly share: number;
  readonly chase: (options: ChaseOptions) => Promise<Chase>;
}

/** How long and from where a hunt goes on. */
export interface ChaseOptions {
  readonly seed: number;
  /** Replays one counterexample. */
  readonly path?: string | undefined;
  /** The most inputs to try. */
  readonly runs?: number;
  /** When to stop: it is asked before each input. */
  readonly isOver: () => boolean;
}

/** What came of a hunt. */
export interface Chase extends Readonly<Tally> {
  readonly seconds: number;
  readonly failure?: Failure;
}

/** A counterexample, as small as it got. */
export interface Failure {
  readonly seed: number;
  readonly path: string;
  readonly message: string;
  /** To be pasted into a test. */
  readonly input: string;
}

/** Inputs between two looks at the seed: a replay needs to know the round only. */
const roundOf = 100;
/** Milliseconds that the search for a smaller counterexample may take. */
const patience = 60_000;

/** A hunt among inputs of one type. */
export function hunt<T>({ inputs, holdsFor, paste, end, ...named }: {
  readonly name: string;
  readonly law: string;
  readonly share: number;
  readonly inputs: fc.Arbitrary<T>;
  /** Checks all laws for one input. */
  readonly holdsFor: (input: T, check: Check, note: Note) => Promise<void> | void;
  readonly paste: (input: T) => string;
  /** Checks what is to hold after many inputs. */
  readonly end?: (check: Check) => Promise<void>;
}): Hunt {
  const chase = async ({ seed, path, runs = Infinity, isOver }: ChaseOptions): Promise<Chase> => {
    const tally: Tally = { inputs: 0, checks: 0, events: new Map() };
    const start = performance.now();
    const finished = (failure?: Failure): Chase => ({
      ...tally,
      seconds: (performance.now() - start) / 1000,
      ...(failure === undefined ? {} : { failure }),
    });
    let failedAt: number | undefined;
    const check: Check = (holds, what) => {
      if (failedAt === undefined) tally.checks++;
      if (!holds) throw new Error(what());
    };
    const note: Note = (event) => {
      if (failedAt === undefined) tally.events.set(event, (tally.events.get(event) ?? 0) + 1);
    };
    const property = fc.asyncProperty(inputs, async (input) => {
      await breathe();
      // what is not tried passes: this ends a round, and the search for smaller inputs
      if (failedAt === undefined ? isOver() : performance.now() - failedAt > patience) return;
      if (failedAt === undefined) tally.inputs++;
      try {
        await holdsFor(input, check, note);
      } catch (error) {
        failedAt ??= performance.now();
        throw error;
      }
    });
    for (let round = seed; tally.inputs < runs && !isOver(); round++) {
      const numRuns = Math.min(roundOf, runs - tally.inputs);
      const found = await fc.check(property, {
        seed: round,
        numRuns,
        ...(path && { path, endOnFailure: true }),
      });
      if (found.failed) {
        return finished({
          seed: round,
          path: found.counterexamplePath ?? "",
          message: messageOf(found.errorInstance),
          input: found.counterexample === null ? "" : paste(found.counterexample[0]),
        });
      }
      if (path !== undefined) break;
    }
    try {
      await end?.(check);
    } catch (error) {
      return finished({ seed, path: "", message: messageOf(error), input: "all of them" });
    }
    return finished();
  };
  return { ...named, chase };
}

/** Milliseconds between two turns of the event loop, in which an interrupt is heard. */
const breath = 100;
let turned = 0;

async function breathe(): Promise<void> {
  if (performance.now() - turned < breath) return;
  await new Promise((resolve) => setTimeout(resolve));
  turned = performance.now();
}

/** A sentence of ours without its stack; anything else with all that is known of it. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.constructor === Error ? error.message : error.stack ?? error.message;
}
