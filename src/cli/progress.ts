import type { CommandIO } from "./command_io.ts";

/** Work that is over sooner needs no progress line. */
const QUIET_MS = 1000;
/** How often the line is written over. */
const INTERVAL_MS = 100;
/** The share of the work that must be done before the time left is worth telling. */
const TELLING = 0.02;
/** How many columns the bar has. */
const COLUMNS = 24;

/** A bar on the standard error, for work that takes over a second. */
export interface Progress {
  /** Tells how much of the work is done, from 0 to 1. */
  report(fraction: number): void;
  /** Takes the line off the terminal. */
  end(): void;
}

const none: Progress = { report: () => {}, end: () => {} };

/** A bar that starts now, on a terminal; nothing elsewhere, where nobody can see it move. */
export function startProgress(io: CommandIO): Progress {
  if (!io.stderrIsTerminal) return none;
  const start = io.now();
  let next = start + QUIET_MS;
  let isShown = false;
  // The time left is told from the pace since the first report: what came before it was planning.
  let first: { now: number; fraction: number } | undefined;
  return {
    report(fraction) {
      const now = io.now();
      first ??= { now, fraction };
      if (now < next) return;
      next = now + INTERVAL_MS;
      isShown = true;
      const percent = String(Math.floor(100 * fraction)).padStart(3);
      const left = timeLeft(1 - fraction, fraction - first.fraction, now - first.now);
      // ESC [K clears what a longer line left behind.
      io.stderr(`\r${bar(fraction)} ${percent} %${left}\x1b[K`);
    },
    end() {
      if (isShown) io.stderr("\r\x1b[K");
    },
  };
}

/** Blocks of one eighth of a column to seven. */
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function bar(fraction: number): string {
  const parts = Math.round(8 * COLUMNS * Math.min(1, Math.max(0, fraction)));
  const done = "█".repeat(Math.floor(parts / 8)) + eighths[parts % 8]!;
  return done + "░".repeat(COLUMNS - [...done].length);
}

/** What is left to do, as time, where `done` took `elapsed` milliseconds. */
function timeLeft(left: number, done: number, elapsed: number): string {
  if (done < TELLING || left <= 0) return "";
  const seconds = Math.ceil(elapsed * left / done / 1000);
  return seconds < 120
    ? `, about ${seconds} s left`
    : `, about ${Math.ceil(seconds / 60)} min left`;
}
