/** Files and command lines as nobody means them, through the functions of the program and for a share through the program. */
import fc from "fast-check";
import { assertDocumented } from "../tests/support/harmless.ts";
import { type HostileRun, hostileRun } from "../tests/support/hostile_files.ts";
import { type Ran, runOver } from "../tests/support/run_command.ts";
import { type Check, hunt, type Note } from "./hunt.ts";

/** A run of the program, and whether as a process of its own. */
interface Asked extends HostileRun {
  readonly isProcess: boolean;
}

/** A process takes as long as a hundred calls. */
const processShare = 100;

export const files = hunt<Asked>({
  name: "files",
  law:
    "whatever a file and the options hold: a documented exit code, one sentence, nothing that steers a terminal",
  share: 2,
  inputs: fc.tuple(hostileRun, fc.nat(processShare)).map(([run, chance]) => ({
    ...run,
    isProcess: chance === processShare,
  })),
  paste: ({ args, text, isProcess }) =>
    `${isProcess ? "// as a process\n" : ""}runOver(${JSON.stringify(args)}, () => ${
      JSON.stringify(text)
    })`,
  holdsFor: async ({ args, text, isProcess }, check, note) => {
    isDocumented(await runOver(args, () => text), check);
    if (isProcess) await asProcess({ args, text }, check, note);
  },
});

function isDocumented(ran: Ran, check: Check): void {
  try {
    assertDocumented(ran);
    check(true, () => "");
  } catch (error) {
    check(false, () => `${error}\n${JSON.stringify(ran).slice(0, 2000)}`);
  }
}

const program = new URL("../cli.ts", import.meta.url).href;

/** The program itself, the file on its standard input. */
async function asProcess({ args, text }: HostileRun, check: Check, note: Note): Promise<void> {
  const [command, file, ...options] = args;
  const format = file!.endsWith(".json") ? "json" : "csv";
  const all = [command!, "-", "--format", format, ...options];
  // what no system can pass on
  if (all.some((arg) => arg.includes("\0") || !arg.isWellFormed())) return;
  note("processes");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-read", program, ...all],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // a program that refuses its options does not read
  await writer.write(new TextEncoder().encode(text)).then(() => writer.close()).catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  isDocumented({ code, out: decoder.decode(stdout), err: decoder.decode(stderr) }, check);
}
