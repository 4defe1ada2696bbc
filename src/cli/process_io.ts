import { writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import process from "node:process";
import { reasonOf } from "../expr/describe.ts";
import type { CommandIO } from "./command_io.ts";
import { OutputError } from "./errors.ts";
import { onInterrupt } from "./interrupt.ts";
import { hasColours } from "./process_colours.ts";
import { allOf } from "./all_of_stream.ts";
import { makeFolder, mayWriteFile, removeUnfinished, writeWholeFile } from "./process_files.ts";

/** The streams and files of this process, in Deno and in Node; an interrupt ends it from now on without a trace. */
export function processIO(): CommandIO {
  const out = writer(1), err = writer(2);
  const stdoutIsTerminal = process.stdout.isTTY === true;
  const stderrIsTerminal = process.stderr.isTTY === true;
  onInterrupt(() => {
    removeUnfinished();
    // what stands on the line of progress goes, at once: nothing is waited for any more
    if (stderrIsTerminal) clearLine();
  });
  return {
    stdout: out.write,
    flush: async () => {
      try {
        await out.written();
      } catch (error) {
        // A reader that closes early (`mixtropy … | head`) has what it wants: no error.
        if (codeOf(error) !== "EPIPE") throw new OutputError(whyUnwritten(error));
      }
    },
    stderr: err.write,
    stdoutIsTerminal,
    // 80 by custom, where there is no terminal or it does not tell
    columns: process.stdout.columns ?? 80,
    stderrIsTerminal,
    colours: { stdout: hasColours(stdoutIsTerminal), stderr: hasColours(stderrIsTerminal) },
    readFile: async (path) => plain(await readFile(path)),
    readStdin: async () => await allOf(process.stdin),
    mayWrite: mayWriteFile,
    writeFile: writeWholeFile,
    makeFolder,
    now: () => performance.now(),
  };
}

/** The same bytes without what Node's buffers do otherwise: their slices are views. */
function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function clearLine(): void {
  try {
    writeSync(2, "\r\x1b[K");
  } catch {
    // nobody looks at it
  }
}

/** Milliseconds to wait for a reader who does not keep up. */
const patience = 5;

/**
 * Writes texts to a file descriptor, one after the other. Not by `process.stdout`: there a full disk ends the process in Deno
 * with a stack trace, whatever one listens to.
 */
function writer(
  descriptor: number,
): { write(contents: string | Uint8Array): void; written(): Promise<void> } {
  let last: Promise<void> | undefined;
  const write = (contents: string | Uint8Array) => {
    const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
    // the first one is written at once, so that it is out even if the process ends
    last = last === undefined
      ? writeAll(descriptor, bytes)
      : last.then(() => writeAll(descriptor, bytes));
    // whoever asks whether it is written hears of an error; until then it waits
    last.catch(() => {});
  };
  return { write, written: () => last ?? Promise.resolve() };
}

async function writeAll(descriptor: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
      await new Promise((resolve) => setTimeout(resolve, patience));
    }
  }
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | undefined)?.code;
}

function whyUnwritten(error: unknown): string {
  const code = codeOf(error);
  return code === "ENOSPC" || code === "EDQUOT"
    ? "The output cannot be written: no space is left on the device"
    : `The output cannot be written: ${reasonOf(error)}`;
}
