import process from "node:process";

/** What the shell calls the end by an interrupt: 128 and the number of the signal. */
const interrupted = 130;

/** At Ctrl-C, does what is left to do and ends with what shells expect. The listener keeps no process alive. */
export function onInterrupt(last: () => void): void {
  process.once("SIGINT", () => {
    last();
    process.exit(interrupted);
  });
}
