import { writeSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { reasonOf } from "../expr/describe.ts";
import type { CommandIO } from "./command_io.ts";
import { shown } from "../expr/quote.ts";
import { OutputError } from "./errors.ts";
import { mostPath } from "./read.ts";

/** The streams and files of this process, in Deno and in Node. */
export function processIO(): CommandIO {
  const out = writer(1), err = writer(2);
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
    stderrIsTerminal: process.stderr.isTTY === true,
    // a terminal that does not tell how wide it is has 80 columns by custom
    terminal: process.stdout.isTTY === true ? { columns: process.stdout.columns ?? 80 } : undefined,
    writeFile: async (path, bytes) => {
      try {
        await writeFile(path, bytes);
      } catch (error) {
        throw new OutputError(whyUnwritten(error, shown(path, mostPath)));
      }
    },
    readFile: async (path) => plain(await readFile(path)),
    readStdin: async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk);
      return joined(chunks);
    },
    now: () => performance.now(),
  };
}

/** The same bytes without what Node's buffers do otherwise: their slices are views. */
function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Milliseconds to wait for a reader who does not keep up. */
const patience = 5;

/**
 * Writes texts to a file descriptor, one after the other. Not by `process.stdout`: there a full disk ends the process in Deno
 * with a stack trace, whatever one listens to.
 */
function writer(descriptor: number): { write(text: string): void; written(): Promise<void> } {
  let last: Promise<void> | undefined;
  const write = (text: string) => {
    const bytes = new TextEncoder().encode(text);
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

function whyUnwritten(error: unknown, what = "The output"): string {
  const code = codeOf(error);
  return code === "ENOSPC" || code === "EDQUOT"
    ? `${what} cannot be written: no space is left on the device`
    : `${what} cannot be written: ${reasonOf(error)}`;
}
