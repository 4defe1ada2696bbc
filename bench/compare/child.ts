/** A peer: a process that answers one line of JSON for each request. */
import { lines } from "./lines.ts";
import type { Request } from "./request.ts";

/** How a peer is started. */
export interface Launch {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Whether it greets with a line of versions. */
  readonly greets: boolean;
  /** The line that asks for a work. */
  readonly encode: (request: Request, least: number) => string;
}

export interface Answer {
  readonly seconds: number;
  readonly value: number;
  /** The sum of squares of the gradient in the means, where gradients were asked for. */
  readonly slope?: number;
}

export class Peer {
  readonly name: string;
  readonly versions: { readonly [name: string]: string };
  #launch: Launch;
  #ended = false;
  #process: Deno.ChildProcess;
  #answers: AsyncGenerator<string>;
  #writer: WritableStreamDefaultWriter<Uint8Array>;

  private constructor(
    launch: Launch,
    process: Deno.ChildProcess,
    answers: AsyncGenerator<string>,
    versions: { readonly [name: string]: string },
  ) {
    this.name = launch.name;
    this.versions = versions;
    this.#launch = launch;
    this.#process = process;
    this.#answers = answers;
    this.#writer = process.stdin.getWriter();
  }

  /** Starts a peer; a string says why it is not available. */
  static async start(launch: Launch): Promise<Peer | string> {
    let process: Deno.ChildProcess;
    try {
      process = new Deno.Command(launch.command, {
        args: [...launch.args],
        ...(launch.cwd === undefined ? {} : { cwd: launch.cwd }),
        clearEnv: true,
        env: environment(),
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return `${launch.command} was not found`;
      throw error;
    }
    // what it has to say is read, so that it is never held up, and its last line kept
    const complaint = lastLine(process.stderr);
    const answers = jsonLines(process.stdout);
    if (!launch.greets) return new Peer(launch, process, answers, {});
    const greeting = await within(60, answers.next());
    if (greeting === undefined || greeting.done === true) {
      stop(process);
      return greeting === undefined ? "it did not start within 60 s" : await complaint;
    }
    return new Peer(launch, process, answers, JSON.parse(greeting.value).versions);
  }

  /** One turn: runs that take `least` seconds together, one at least. A string says why there is no answer. */
  async ask(request: Request, least: number, limit: number): Promise<Answer | string> {
    const line = this.#launch.encode(request, least) + "\n";
    try {
      await this.#writer.write(new TextEncoder().encode(line));
    } catch {
      this.#ended = true;
      return "its process has ended";
    }
    const answer = await within(limit, this.#answers.next());
    if (answer === undefined) {
      this.close();
      return `no answer within ${limit} s`;
    }
    if (answer.done === true) {
      this.#ended = true;
      return "its process has ended";
    }
    const parsed = JSON.parse(answer.value) as Answer | { readonly error: string };
    return "error" in parsed ? parsed.error : parsed;
  }

  /** Whether it takes no more requests. */
  get ended(): boolean {
    return this.#ended;
  }

  close(): void {
    this.#ended = true;
    stop(this.#process);
  }
}

function stop(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch {
    // it has ended
  }
}

/**
 * The environment of this process, without what slows a current OpenBLAS down on machines that guard older ones, and
 * without limits on threads, which the requests set. Python leaves no compiled files beside the scripts.
 */
function environment(): Record<string, string> {
  const left = /^(OPENBLAS_|OMP_|MKL_|GOTO_)/;
  const kept = Object.entries(Deno.env.toObject()).filter(([name]) => !left.test(name));
  return { ...Object.fromEntries(kept), PYTHONDONTWRITEBYTECODE: "1" };
}

/** Only what is JSON: some peers print a greeting of their own. */
async function* jsonLines(bytes: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  for await (const line of lines(bytes)) if (line.startsWith("{")) yield line;
}

async function lastLine(bytes: ReadableStream<Uint8Array>): Promise<string> {
  let last = "it ended without a word";
  for await (const line of lines(bytes)) if (line.trim() !== "") last = line.trim();
  return last;
}

/** What a promise gives within so many seconds, or undefined. */
async function within<T>(seconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), 1000 * seconds);
  });
  return await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
