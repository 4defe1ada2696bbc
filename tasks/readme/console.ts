/** The commands that documents show, run in this process. */
import denoConfig from "../../deno.json" with { type: "json" };
import type { CommandIO } from "../../src/cli/command_io.ts";
import { main } from "../../src/cli/main.ts";

const root = new URL("../../", import.meta.url);

/** Commands that are not run here, and where they are. */
const elsewhere: readonly (readonly [command: RegExp, where: string])[] = [
  [/^npm install mixtropy$/, "tests/npm installs the tarball by the same line"],
  [/^npm install webgpu$/, "tests/npm"],
  [/^(?:npx -y deno@[\d.]+|deno) task ok\b/, "it runs the tests that look at this"],
];

/** What a line of a console block asks of the command line, if it is to be run here. */
interface Call {
  readonly args: readonly string[];
  readonly input: string | undefined;
}

/** The calls in a block, line by line. Throws for a line that is neither run here nor known to be run elsewhere. */
function callsOf(block: string): Call[] {
  return block.trim().split("\n").flatMap((line) => {
    const command = line.replace(/\s+#.*$/, "");
    if (elsewhere.some(([known]) => known.test(command))) return [];
    return [callOf(/\btask demo$/.test(command) ? denoConfig.tasks.demo.command : command)];
  });
}

function callOf(command: string): Call {
  const [, , input, args] = command.match(
    /^(?:echo (['"])(.*)\1 \| )?(?:deno run (?:--\S+ )*cli\.ts|npx mixtropy) (.*)$/,
  ) ??
    [];
  if (args === undefined) throw new Error(`There is no way known to run this: ${command}`);
  return { args: args.split(/\s+/), input };
}

/** What the commands of a block print and write. */
export interface Ran {
  readonly printed: string;
  /** The files that were written, by name. */
  readonly written: ReadonlyMap<string, Uint8Array>;
}

/** Runs the commands of a block; `files` are those that the document shows. */
export async function runBlock(
  block: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<Ran> {
  const written = new Map<string, Uint8Array>();
  let out = "", err = "";
  const encoder = new TextEncoder();
  const bytesOf = (text: string | Uint8Array) =>
    typeof text === "string" ? encoder.encode(text) : text;
  for (const { args, input } of callsOf(block)) {
    const io: CommandIO = {
      stdout: (contents) =>
        out += typeof contents === "string" ? contents : new TextDecoder().decode(contents),
      stderr: (text) => err += text,
      stdoutIsTerminal: false,
      columns: 80,
      stderrIsTerminal: false,
      colours: { stdout: false, stderr: false },
      readFile: async (path) =>
        bytesOf(files.get(path) ?? await Deno.readFile(new URL(path, root))),
      readStdin: () => Promise.resolve(encoder.encode(`${input ?? ""}\n`)),
      mayWrite: () => Promise.resolve(),
      makeFolder: () => Promise.resolve(),
      writeFile: (path, bytes) => {
        written.set(path, bytes);
        return Promise.resolve();
      },
      now: () => 0,
    };
    const code = await main([...args], io);
    if (code !== 0) throw new Error(`mixtropy ${args.join(" ")} ended with ${code}: ${err}`);
  }
  return { printed: out, written };
}
