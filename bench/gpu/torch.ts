/** The peer on the same GPU: PyTorch in chunks, plain and compiled. */
import { d, type Task } from "./tasks.ts";

/** Milliseconds of a task, or why it has none. */
export interface PeerTime {
  readonly eager?: number;
  readonly compiled?: number;
  readonly chunk?: number;
  readonly compiledChunk?: number;
  readonly notCompiled?: string;
}

/** What PyTorch says of itself and of each task, in one process; a sentence where it says nothing. */
export async function torchTimes(
  tasks: readonly Task[],
): Promise<{ readonly about: string; readonly times: readonly (PeerTime | undefined)[] }> {
  const python = Deno.env.get("PYTHON") ?? "python3";
  const script = decodeURIComponent(new URL("./torch_peer.py", import.meta.url).pathname);
  const args = tasks.map(({ structure, k, withGradient }) =>
    `${structure},${k},${d},${withGradient}`
  );
  const nothing = (about: string) => ({ about, times: tasks.map(() => undefined) });
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(python, { args: [script, ...args] }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return nothing(`${python} was not found`);
    throw error;
  }
  const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
    new TextDecoder().decode(bytes).trim()
  );
  const [first, ...lines] = stdout!.split("\n").filter((line) => line.startsWith("{"));
  if (first === undefined) return nothing(stderr!.split("\n").at(-1) ?? "it failed");
  const { device, torch } = JSON.parse(first);
  const times = tasks.map((_, t) => lines[t] === undefined ? undefined : JSON.parse(lines[t]));
  const failure = output.success ? "" : `; it failed: ${stderr!.split("\n").at(-1)}`;
  return { about: `PyTorch ${torch} on ${device}${failure}`, times };
}
