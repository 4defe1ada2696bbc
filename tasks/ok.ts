/**
 * `deno task ok`: every check, one line for each, and what a failing one printed. The last line counts the tests and the
 * failed checks, `N passed, N failed` (and `, N skipped`), and the exit code is 0 only if nothing failed and some test ran.
 */
import { countTests, type TestCounts } from "./junit.ts";

interface Step {
  name: string;
  args: string[];
  /** Whether what it prints is of interest also where it succeeds. */
  tells?: boolean;
}

const JUNIT = ".ok/junit.xml";

// --doc also runs the examples in docstrings and in Markdown, so one run and one report cover all tests.
const TESTS: Step = {
  name: "test, with the examples of the documentation",
  args: [
    ...[
      "test",
      "--quiet",
      "--doc",
      "--allow-read",
      "--allow-run",
      "--allow-env",
      `--junit-path=${JUNIT}`,
    ],
    ...Deno.args,
  ],
};

const STEPS: Step[] = [
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  {
    name: "types, with the examples of the documentation",
    args: ["check", "--quiet", "--doc", "."],
  },
  {
    name: "documentation of the public surface",
    args: ["doc", "--quiet", "--lint", "mod.ts", "ops.ts", "mixentropy.ts", "plot.ts"],
  },
  { name: "publish, dry run", args: ["publish", "--dry-run", "--allow-dirty"] },
  { name: "npm package", args: ["run", "--allow-all", "tasks/build_npm.ts"], tells: true },
  { name: "sizes of pages", args: ["run", "--allow-all", "tasks/sizes.ts"], tells: true },
  TESTS,
];

/** Runs deno with `args`; what it printed, on either stream, and whether it succeeded. */
async function run(args: string[]): Promise<{ ok: boolean; output: string }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { ok: success, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function readCounts(path: string): Promise<TestCounts> {
  try {
    return countTests(await Deno.readTextFile(path));
  } catch (error) {
    // Without a report no test ran: a module did not load, say, and the step's output tells why.
    if (error instanceof Deno.errors.NotFound) return { passed: 0, failed: 0, skipped: 0 };
    throw error;
  }
}

await Deno.mkdir(".ok", { recursive: true });
await Deno.remove(JUNIT).catch(() => {});

const lines: string[] = [];
let failedSteps = 0;
let testsOk = true;
for (const step of STEPS) {
  const start = performance.now();
  const { ok, output } = await run(step.args);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const line = `${ok ? "ok    " : "FAILED"}  ${seconds.padStart(6)} s  ${step.name}`;
  console.log(line);
  lines.push(line);
  if (ok && step.tells === true) console.log(output.trimEnd().replaceAll(/^/gm, "        "));
  if (ok) continue;
  if (step === TESTS) testsOk = false;
  else failedSteps++;
  console.log(`\n$ deno ${step.args.join(" ")}\n${output}`);
}

const counts = await readCounts(JUNIT);
// A test run that fails without a failed test (a module that does not load) is one failure, too.
if (!testsOk && counts.failed === 0) failedSteps++;
const failed = counts.failed + failedSteps;
if (failed > 0) console.log(`\n${lines.join("\n")}\n`);
if (counts.passed + counts.failed === 0) console.log("No test ran.");
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
console.log(`${counts.passed} passed, ${failed} failed${skipped}`);
Deno.exit(failed > 0 || counts.passed === 0 ? 1 : 0);
