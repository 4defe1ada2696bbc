/** The results as Markdown, and the machine they were measured on. */
import type { Figure } from "./alone_runs.ts";
import type { Line } from "./contest.ts";

/** What the table of results says about itself. */
export interface Machine {
  readonly date: string;
  readonly commit: string;
  readonly processor: string;
  readonly cores: number;
  readonly versions: { readonly [name: string]: string };
}

/** Everything that one run of the comparison found. */
export interface Report {
  readonly machine: Machine;
  readonly runs: number;
  readonly lines: readonly Line[];
  readonly figures: readonly Figure[];
}

/** The tables, and a sentence about where and when. */
export function markdown({ machine, runs, lines, figures }: Report): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    `Measured on ${machine.date} at commit ${machine.commit}: ${machine.processor}, ` +
    `${machine.cores} threads. ${
      versions.join(", ")
    }. Medians of ${runs} turns, taken in rotation; ` +
    `where fewer, their number stands in brackets.`,
  ];
  if (lines.length > 0) {
    parts.push(table(
      ["work", "threads", "ours (ms)", "peer", "peer (ms)", "ratio", "target", "reached"],
      lines.map((line) => [
        line.work,
        String(line.threads),
        milliseconds(line.ours, line.runs[0], runs),
        line.peer,
        milliseconds(line.theirs, line.runs[1], runs),
        line.ratio === undefined ? "" : `${figure(line.ratio)} ×`,
        line.target === undefined ? "" : `${figure(line.target)} ×`,
        line.target === undefined || line.ratio === undefined ? "" : yes(line.ratio >= line.target),
      ]),
      [1, 2, 4, 5, 6],
    ));
  }
  const notes = remarks(lines);
  if (notes.length > 0) parts.push(notes.join("\n"));
  if (figures.length > 0) {
    parts.push(table(
      ["what", "measured", "", "limit", "reached"],
      figures.map(({ what, measured, unit, limit, atMost, detail }) => [
        what,
        typeof measured === "string" ? measured : figure(measured),
        unit + (detail === undefined ? "" : ` (${detail})`),
        `${atMost ? "≤" : "≥"} ${figure(limit)}`,
        typeof measured === "string" ? "" : yes(atMost ? measured <= limit : measured >= limit),
      ]),
      [1, 3],
    ));
  }
  return parts.join("\n\n") + "\n";
}

/** Why a time is missing, and what is to be known about a value; each once. */
function remarks(lines: readonly Line[]): string[] {
  const notes = lines.flatMap(({ work, ours, peer, theirs, remark }) => [
    ...(typeof ours === "string" ? [`- ${work}: ours is ${ours}`] : []),
    ...(typeof theirs === "string" ? [`- ${work}: ${peer} is ${theirs}`] : []),
    ...(remark === undefined ? [] : [`- ${work}, ${peer}: ${remark}`]),
  ]);
  return [...new Set(notes)];
}

const yes = (reached: boolean) => reached ? "yes" : "**no**";

function milliseconds(time: number | string, taken: number, runs: number): string {
  if (typeof time === "string") return "not available";
  return figure(time) + (taken === runs ? "" : ` [${taken}]`);
}

/** A number with three digits. */
export function figure(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return digits === 0 ? Math.round(value).toLocaleString("en") : value.toFixed(Math.min(digits, 6));
}

/** A Markdown table with its columns lined up; those of numbers to the right. */
function table(head: readonly string[], rows: readonly string[][], right: readonly number[]) {
  const clean = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((title, c) =>
    Math.max(3, ...[title, ...clean.map((row) => row[c]!)].map(length))
  );
  const pad = (cell: string, c: number) => {
    const space = " ".repeat(widths[c]! - length(cell));
    return right.includes(c) ? space + cell : cell + space;
  };
  const write = (cells: readonly string[]) => `| ${cells.map(pad).join(" | ")} |`;
  const rule = widths.map((width, c) =>
    right.includes(c) ? "-".repeat(width - 1) + ":" : "-".repeat(width)
  );
  return [write(head), write(rule), ...clean.map(write)].join("\n");
}

const length = (text: string) => [...text].length;

/** The processor by its model, with the vectors it has. */
export async function processor(): Promise<string> {
  try {
    const text = await Deno.readTextFile("/proc/cpuinfo");
    const model = text.match(/^model name\s*:\s*(.*)$/m)?.[1] ?? "unknown processor";
    return `${model}${/\bavx512f\b/.test(text) ? " with AVX-512" : ""}`;
  } catch {
    return `unknown processor (${Deno.build.arch})`;
  }
}

/** The commit, "+" after it where the work tree differs. */
export async function commit(): Promise<string> {
  const git = async (...args: string[]) => {
    const { success, stdout } = await new Deno.Command("git", { args, stderr: "null" }).output();
    if (!success) throw new Error("git failed");
    return new TextDecoder().decode(stdout).trim();
  };
  try {
    const changed = await git("status", "--porcelain", "--", "src", "kernels");
    return await git("rev-parse", "--short=9", "HEAD") + (changed === "" ? "" : "+");
  } catch {
    return "unknown";
  }
}
