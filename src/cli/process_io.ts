import { readFile } from "node:fs/promises";
import process from "node:process";
import type { CommandIO } from "./command_io.ts";

/** The streams and files of this process, in Deno and in Node. */
export function processIO(): CommandIO {
  // A reader that closes early (`mixtropy … | head`) has what it wants: no error.
  process.stdout.on("error", (error: Error & { code?: string }) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stderrIsTerminal: process.stderr.isTTY === true,
    readFile: (path) => readFile(path, "utf8"),
    readStdin: async () => {
      const decoder = new TextDecoder();
      let text = "";
      for await (const chunk of process.stdin) text += decoder.decode(chunk, { stream: true });
      return text + decoder.decode();
    },
    now: () => performance.now(),
  };
}
