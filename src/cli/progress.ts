import type { CommandIO } from "./command_io.ts";

/** Work that is over sooner needs no progress line. */
const QUIET_MS = 1000;
/** How often a line is written over on a terminal, and how often a new one is written elsewhere. */
const TERMINAL_MS = 100;
const LOG_MS = 5000;
/** The share of the work that must be done before the time left is worth telling. */
const TELLING = 0.02;

/** A progress line on the standard error, for work that takes over a second. */
export interface Progress {
  /** Tells how much of the work is done, from 0 to 1. */
  report(fraction: number): void;
  /** Takes the line off a terminal. */
  end(): void;
}

/** A progress line that starts now; on a terminal it is written over, elsewhere a line is added every few seconds. */
export function startProgress(io: CommandIO): Progress {
  const start = io.now();
  const interval = io.stderrIsTerminal ? TERMINAL_MS : LOG_MS;
  let next = start + QUIET_MS;
  let shown = false;
  // The time left is told from the pace since the first report: what came before it was planning.
  let first: { now: number; fraction: number } | undefined;
  return {
    report(fraction) {
      const now = io.now();
      first ??= { now, fraction };
      if (now < next) return;
      next = now + interval;
      shown = true;
      const line = `mixtropy: ${Math.floor(100 * fraction)} %${
        timeLeft(1 - fraction, fraction - first.fraction, now - first.now)
      }`;
      // ESC [K clears what a longer line left behind.
      io.stderr(io.stderrIsTerminal ? `\r${line}\x1b[K` : `${line}\n`);
    },
    end() {
      if (shown && io.stderrIsTerminal) io.stderr("\r\x1b[K");
    },
  };
}

/** What is left to do, as time, where `done` took `elapsed` milliseconds. */
function timeLeft(left: number, done: number, elapsed: number): string {
  if (done < TELLING || left <= 0) return "";
  const seconds = Math.ceil(elapsed * left / done / 1000);
  return seconds < 120
    ? `, about ${seconds} s left`
    : `, about ${Math.ceil(seconds / 60)} min left`;
}
