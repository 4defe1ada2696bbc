import { shown } from "../expr/quote.ts";
import type { MonteCarloDivergences } from "../../mod.ts";
import { valueAndError } from "./headline.ts";
import { mostPath } from "./read.ts";
import { grouped, interval } from "./report_words.ts";
import type { Source } from "./source.ts";
import type { Unit } from "./syntax/unit.ts";
import { kernelSentence, mixtureWords } from "./table.ts";
import { formatColumns } from "./text_table.ts";
import type { TwoSources } from "./two_sources.ts";
import { fitted } from "./wrap.ts";

/** What is estimated by draws. */
export type DivergenceName = keyof MonteCarloDivergences;

/** A quantity as draws tell it, in the unit of the report. */
export interface DrawnValue {
  readonly name: DivergenceName;
  readonly value: number;
  readonly standardError: number;
  /** By how much the value may be wrong: with the confidence asked for, or surely by bounds. */
  readonly error: number;
  /** What told the value: draws, or bounds that are nearer to each other than draws come. */
  readonly by: "draws" | "bounds";
  /** Between these it lies for sure. */
  readonly lower: number;
  readonly upper: number;
}

/** What is known exactly. */
export interface ExactValue {
  readonly name: "renyi2OfP" | "renyi2OfQ" | "logOverlap" | "cauchySchwarz" | "squaredL2";
  readonly value: number;
}

/** What `mixtropy divergence` has found. */
export interface DivergenceReport {
  readonly sources: TwoSources;
  readonly unit: Unit;
  readonly drawn: readonly DrawnValue[];
  readonly exact: readonly ExactValue[];
  /** Draws from each. */
  readonly samples: number;
  readonly seed: number;
  readonly confidence: number;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

const drawnWords: { readonly [N in DivergenceName]: string } = {
  kl: "KL(P‖Q)",
  klReverse: "KL(Q‖P)",
  symmetricKl: "KL(P‖Q) + KL(Q‖P)",
  jensenShannon: "Jensen–Shannon",
  crossEntropy: "cross entropy P, Q",
  crossEntropyReverse: "cross entropy Q, P",
};

const exactWords: { readonly [N in ExactValue["name"]]: string } = {
  renyi2OfP: "Rényi-2 entropy −ln ∫ p²",
  renyi2OfQ: "Rényi-2 entropy −ln ∫ q²",
  logOverlap: "ln ∫ p q",
  cauchySchwarz: "Cauchy–Schwarz −ln ∫ p q/√(∫ p² ∫ q²)",
  squaredL2: "squared distance ∫ (p − q)²",
};

/** Decimals of ends, and digits of what is exact but for rounding. */
const digitsOfEnds = 4, digits = 10;

/** As a person likes to read it. */
export function formatDivergence(report: DivergenceReport): string {
  const { sources: { p, q }, unit, drawn, exact, samples, seed, confidence } = report;
  const drawnTable = formatColumns(
    [
      { title: "quantity", align: "left" },
      { title: `in ${unit}`, align: "left" },
      { title: "by", align: "left" },
      { title: "certainly within", align: "left" },
    ],
    drawn.map((one) => [
      drawnWords[one.name],
      one.value === Infinity ? "∞" : valueAndError(one),
      one.by,
      interval(one.lower, one.upper, digitsOfEnds),
    ]),
  );
  const sure = Number((100 * confidence).toPrecision(12));
  const how = `± by draws holds with ${sure} % confidence, by bounds for sure; ${
    grouped(samples)
  } draws from each with seed ${seed}`;
  const infinite = drawn.some(({ value }) => value === Infinity)
    ? ["∞: a draw of one lies where the other has no density"]
    : [];
  return `${
    [
      fitted([`${titleOf("P", p)}`, `${titleOf("Q", q)}`].join("\n")),
      drawnTable,
      fitted([how, ...infinite].join("\n")),
      ...exactParts(exact, unit),
    ].join("\n\n")
  }\n`;
}

/** The table of what is exact, and what is said where some of it has no closed form. */
function exactParts(exact: readonly ExactValue[], unit: Unit): string[] {
  const table = formatColumns(
    [{ title: "exactly", align: "left" }, { title: `in ${unit}`, align: "left" }],
    exact.map(({ name, value }) => [
      exactWords[name],
      numberText(value) + (name === "squaredL2" ? " (a density)" : ""),
    ]),
  );
  const isWhole = exact.length === Object.keys(exactWords).length;
  return [
    ...exact.length > 0 ? [table] : [],
    ...isWhole ? [] : [fitted(notExact)],
  ];
}

/** What is said where not everything is exact. */
const notExact =
  "what is made of ∫ p², ∫ q² and ∫ p q stands here where it is known exactly:\nfor Gaussians alone, or boxes alone";

/** P is a Gaussian mixture, k = 2, d = 1, from p.json */
function titleOf(letter: string, { mixture, data, name }: Source): string {
  const line = `${letter} is a ${mixtureWords({ mixture, data })}, from ${shown(name, mostPath)}`;
  return data === undefined ? line : `${line}\n  ${kernelSentence(data).replaceAll("\n", "\n  ")}`;
}

function numberText(x: number): string {
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  return String(Number(x.toPrecision(digits)));
}
