/**
 * Every option of every command: how it is written, and its words. Parsing, help, the manual and completion are made of this
 * table; which command takes which option stands with the command.
 *
 * @module
 */
import { BOUND_ROWS } from "../bound_rows.ts";
import { formats } from "../../io/format.ts";
import { separatorNames } from "../../io/tables/separator.ts";

/** How an option is written, and what it means. */
export interface OptionRow {
  /** What stands for its value in help; an option without takes none. */
  readonly value?: string;
  /** Its letter, without the dash. */
  readonly short?: string;
  /** Which values it has, if they can be counted; a command may take fewer of them. */
  readonly choices?: readonly string[];
  /** Whether its value is a list with commas. */
  readonly isList?: true;
  /** Whether its value is the name of a file. */
  readonly isFile?: true;
  /** What it means. */
  readonly words: string;
}

const boundNames = BOUND_ROWS.map(({ name }) => name);

/** All of them. */
export const OPTIONS = {
  columns: {
    value: "A,B,C",
    words: "the columns to use; all but --group and --weights if left out",
  },
  exclude: { value: "A,B", words: "all columns but these" },
  weights: {
    value: "COLUMN",
    words: "how much each row counts; the bandwidth goes by the effective number of rows",
  },
  kde: {
    value: "RULE",
    choices: ["scott", "silverman", "likelihood"],
    words:
      "the bandwidth: scott, silverman, likelihood (each row as likely as can be under the kernels of the others), or a number that multiplies the standard deviations of the data (default: scott)",
  },
  group: {
    value: "COLUMN",
    words:
      "what the label in COLUMN and the data tell about each other: I(X; label) = H(X) − Σ p(label) H(X | label)",
  },
  na: {
    value: "A,B",
    words:
      "what stands for a missing value, beside an empty field, NA, NaN, null and the other markers of pandas; of labels only an empty one is missing",
  },
  "no-header": { words: "the first row is data: the columns are called 1, 2, 3" },
  separator: {
    value: "S",
    choices: [...separatorNames.keys()].filter((name) => /^\w+$/.test(name)),
    words: "comma, semicolon, tab or pipe (default: what the rows show)",
  },
  decimal: {
    value: "MARK",
    choices: ["point", "comma"],
    words: "point or comma (default: what the rows show)",
  },
  encoding: {
    value: "NAME",
    choices: ["utf-8", "latin1", "windows-1252", "utf-16"],
    words:
      "latin1, utf-16, windows-1252 and so on (default: UTF-8, or what a byte order mark says)",
  },
  format: {
    value: "FORMAT",
    choices: formats,
    words: `what FILE holds, where neither its name nor its contents tell: ${
      formats.slice(0, -1).join(", ")
    } or ${formats.at(-1)}`,
  },
  error: {
    value: "E",
    words: "by how much H(X) may be wrong, in the unit of --unit (default: 0.001)",
  },
  confidence: {
    value: "C",
    words:
      "how sure the error shall be where it is one of draws, between 0 and 1; other errors are certain (default: 0.95)",
  },
  effort: {
    value: "EFFORT",
    choices: ["linear", "pairs", "tight"],
    words:
      "how much work bounds may be: linear passes over the components, sweeps over their pairs, or whatever makes them tight (default: pairs up to 2000 components, linear beyond)",
  },
  all: {
    words: "also a table of all bounds and estimates; --estimators chooses among them",
  },
  estimators: {
    value: "LIST",
    isList: true,
    choices: [
      ...["conditional", "elk", "bhattacharyya", "elk-distance", "kde", "monte-carlo", "kl"],
      ...["joint", ...boundNames, "leave-one-out", "nearest-neighbours", "chernoff", "all"],
    ],
    words:
      `a table of conditional, elk, bhattacharyya, elk-distance, kde, monte-carlo, kl, joint, chernoff:ALPHA; of the bounds ${
        boundNames.join(", ")
      }; of data rows also leave-one-out and nearest-neighbours; or all, which is every one but chernoff`,
  },
  samples: {
    value: "N",
    words:
      "the most draws for H(X), at least 16 (default: 1048576, or fewer beyond 2048 components), and those of monte-carlo in a table (default: 10000)",
  },
  seed: { value: "N", words: "the seed of the draws (default: 0)" },
  count: { value: "N", short: "n", words: "how many points (default: 1000)" },
  stream: {
    value: "S",
    words:
      "which of 262144 independent samples of one seed (default: 0); those of two mixtures with one seed and one stream share their random numbers",
  },
  labels: { words: "also the component that each point is drawn from, counted from 0" },
  at: { value: "POINTS", isFile: true, words: "the points, in place of the operand POINTS" },
  density: { words: "densities instead of their logarithms" },
  responsibilities: {
    words: "the responsibilities of the components instead of log densities",
  },
  settings: {
    value: "WHOSE",
    choices: ["paper", "mixentropy"],
    words: "the settings of the paper, or of the experiments of MixEntroPY (default: paper)",
  },
  places: { value: "N", words: "how many mixtures a sweep over a number is made of (default: 41)" },
  repeats: {
    value: "N",
    words: "how many mixtures each place is the mean of (default: 1)",
  },
  out: { value: "DIR", isFile: true, words: "the folder to write to; it is made if need be" },
  with: { value: "A,B", words: "the columns of Y" },
  beta: { value: "B", words: "β > 0, how strongly the data count against the noise (default: 1)" },
  threads: { value: "N", words: "the most threads (default: as many as the processor has)" },
  precision: {
    value: "P",
    choices: ["f64", "f32"],
    words:
      "f64, or f32: large sweeps over pairs in single precision, in about half the time; bounds are then rounded outward by 2⁻¹⁵ (d + |H|) (default: f64)",
  },
  device: {
    value: "D",
    choices: ["auto", "cpu", "webgpu"],
    words:
      "cpu; webgpu, in single precision; or auto, which takes a GPU where f32 was asked for and the work is worth it (default: auto)",
  },
  output: {
    value: "FILE",
    short: "o",
    isFile: true,
    words: "where to write, whole or not at all (default: the standard output)",
  },
  to: {
    value: "FORMAT",
    choices: ["json", "npz", "safetensors", "csv", "tsv", "npy"],
    words: "the format that is written, where the name of --output does not tell",
  },
  force: { words: "replaces the file of --output if it is there already" },
  unit: { value: "UNIT", choices: ["nats", "bits"], words: "nats or bits (default: nats)" },
  json: { words: "one JSON object with all digits instead of the table" },
  plot: {
    value: "FILE.svg",
    isFile: true,
    words:
      "also a picture, over one that is there: the density where d ≤ 2, and the bracket with all estimates; - draws it in text, below the table, as is done on a terminal",
  },
  man: { words: "the manual page of all commands, for man" },
  quiet: { words: "no progress, notes or warnings on the standard error" },
  help: { short: "h", words: "what the command does, and its options" },
  version: { short: "V", words: "the version of this program" },
} as const satisfies { readonly [name: string]: OptionRow };

/** The name of an option, without its dashes. */
export type Option = keyof typeof OPTIONS;

/** The options that were given with their values (one that takes none has ""). */
export type Given = ReadonlyMap<Option, string>;

/** The row of an option. */
export function optionRow(option: Option): OptionRow {
  return OPTIONS[option];
}

/** Whether there is an option of this name. */
export function isOption(name: string): name is Option {
  return Object.hasOwn(OPTIONS, name);
}

/** The options that every command takes. */
export const COMMON: readonly Option[] = ["help", "version"];
