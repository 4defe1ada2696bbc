/**
 * `deno task fuzz`: random inputs against the laws of the library until the time is over. Settings come from the environment:
 *
 * - MIXTROPY_FUZZ_SECONDS: how long, 60 if left out;
 * - MIXTROPY_FUZZ_SEED: where the random numbers start, from the clock if left out;
 * - MIXTROPY_FUZZ_ONLY: names of hunts, separated by commas;
 * - MIXTROPY_FUZZ_PATH: replays one counterexample, with its seed and hunt.
 *
 * It prints what was tried, and for each failure the smallest input found and how to replay it. The exit code is 1 if a law
 * failed, 2 if a setting cannot be read.
 */
import type { Chase, Hunt } from "./hunt.ts";
import { hunts } from "./hunts.ts";

/** The settings of a run. */
interface Settings {
  readonly seconds: number;
  readonly seed: number;
  readonly chosen: readonly Hunt[];
  readonly path: string | undefined;
}

function settings(): Settings {
  const of = (name: string) => Deno.env.get(`MIXTROPY_FUZZ_${name}`) || undefined;
  const seconds = Number(of("SECONDS") ?? 60);
  if (!(seconds > 0)) throw new RangeError("Expected MIXTROPY_FUZZ_SECONDS to be a number > 0");
  const seed = Number(of("SEED") ?? Date.now() % 2 ** 31);
  if (!Number.isInteger(seed)) throw new RangeError("Expected MIXTROPY_FUZZ_SEED to be an integer");
  const names = of("ONLY")?.split(",");
  const unknown = names?.find((name) => hunts.every((hunt) => hunt.name !== name));
  if (unknown !== undefined) {
    const valid = hunts.map(({ name }) => name).join(", ");
    throw new RangeError(`Unknown hunt ${JSON.stringify(unknown)}; valid are ${valid}`);
  }
  const path = of("PATH");
  const chosen = names === undefined ? hunts : hunts.filter(({ name }) => names.includes(name));
  if (path !== undefined && chosen.length !== 1) {
    throw new RangeError("Expected one hunt in MIXTROPY_FUZZ_ONLY with MIXTROPY_FUZZ_PATH");
  }
  return { seconds, seed, chosen, path };
}

function report({ name }: Hunt, { inputs, checks, events, seconds, failure }: Chase): void {
  const noted = [...events].map(([event, count]) => `, ${count} ${event}`).join("");
  const rate = inputs / Math.max(seconds, 1e-3);
  console.log(
    `${
      failure === undefined ? "ok    " : "FAILED"
    } ${name}: ${inputs} inputs, ${checks} checks${noted}, ` +
      `${seconds.toFixed(1)} s, ${rate.toPrecision(3)} inputs a second`,
  );
  if (failure === undefined) return;
  const { seed, path, message, input } = failure;
  const replay = `MIXTROPY_FUZZ_ONLY=${name} MIXTROPY_FUZZ_SEED=${seed}` +
    (path === "" ? "" : ` MIXTROPY_FUZZ_PATH=${path}`);
  console.log(`\n${message}\n\n${input}\n\nreplay: ${replay} deno task fuzz\n`);
}

/** Runs all hunts that were asked for; whether every law held. */
async function run({ seconds, seed, chosen, path }: Settings): Promise<boolean> {
  let isStopped = false;
  Deno.addSignalListener("SIGINT", () => isStopped = true);
  console.log(`seed ${seed}, ${seconds} s`);
  const shares = chosen.reduce((sum, { share }) => sum + share, 0);
  let holds = true, inputs = 0;
  for (const hunt of chosen) {
    if (isStopped) break;
    const end = performance.now() + 1000 * seconds * hunt.share / shares;
    const isOver = () => isStopped || (path === undefined && performance.now() > end);
    const chase = await hunt.chase({ seed, path, isOver });
    report(hunt, chase);
    holds &&= chase.failure === undefined;
    inputs += chase.inputs;
  }
  console.log(`${inputs} inputs in all${isStopped ? ", stopped" : ""}`);
  return holds;
}

try {
  Deno.exit(await run(settings()) ? 0 : 1);
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(`fuzz: ${error.message}`);
  Deno.exit(2);
}
