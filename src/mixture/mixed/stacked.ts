import type { DenseArray } from "../../expr/array.ts";
import { checkDomain, symmetrize } from "../../expr/domain.ts";
import type { GivenParameter } from "../parameters.ts";
import { roomFor } from "../../expr/room.ts";
import type { Entry, EntryValue } from "./entry_fields.ts";

/** The shape of a parameter of k components and d coordinates: a number, [k, d], or [k, d, d]. */
type Form = "k" | "kd" | "kdd";

/** Whether an entry consists of numbers without a batch, so that it can stand in one array with others. */
export function isPlain({ values, weights, family }: Entry): boolean {
  const isNumbers = ({ given, patterns }: EntryValue) =>
    "array" in given &&
    patterns.some((pattern) => !pattern.startsWith("b") && pattern.length === given.shape.length);
  const ofWeights = weights === undefined ||
    ("array" in weights.given && weights.given.shape.length === (weights.isOfEntry ? 0 : 1));
  return family !== "own" && ofWeights && values.every(isNumbers);
}

/** A parameter of several entries of one family as one array. */
export function stacked(
  entries: readonly Entry[],
  index: number,
  name: string,
): GivenParameter {
  const pieces = entries.map((entry) => ({ entry, value: entry.values[index]! }));
  const forms = pieces.map(({ entry, value }) => formOf(entry, value));
  const form: Form = forms.includes("kdd") ? "kdd" : forms.includes("kd") ? "kd" : "k";
  const d = entries[0]!.dimension, k = entries.reduce((sum, entry) => sum + entry.k, 0);
  const size = form === "kdd" ? d * d : form === "kd" ? d : 1;
  const shape = form === "kdd" ? [k, d, d] : form === "kd" ? [k, d] : [k];
  const data = roomFor(shape, name);
  let at = 0;
  pieces.forEach(({ entry, value }, t) => {
    const own = numbersOf(value);
    for (let i = 0; i < entry.k; i++, at += size) {
      fill(data.subarray(at, at + size), { form, own, from: forms[t]!, i, entry, value });
    }
  });
  return { name, shape, array: { data, shape } };
}

/** What the numbers of an entry are, at least: one a component, one a coordinate, or a matrix. */
function formOf({ isOne }: Entry, { given: { shape }, domain, name }: EntryValue): Form {
  if (domain === "covariance") return "kdd";
  // a place and what is one number for each coordinate
  if (isOne) return shape.length === 0 && name !== "means" ? "k" : "kd";
  return shape.length === 2 ? "kd" : "k";
}

/** The numbers of one component in the form of all. */
function fill(
  to: Float64Array,
  { form, own, from, i, entry: { isOne, dimension: d }, value: { given: { shape } } }: {
    readonly form: Form;
    readonly own: DenseArray;
    readonly from: Form;
    readonly i: number;
    readonly entry: Entry;
    readonly value: EntryValue;
  },
): void {
  const isShared = isOne || shape.length === (from === "kdd" ? 2 : 0);
  const size = from === "kdd" ? d * d : from === "kd" ? d : 1;
  const first = isShared ? 0 : i * size;
  if (from === form) {
    to.set(own.data.subarray(first, first + size));
    return;
  }
  const numberAt = (a: number) => own.data[from === "kd" ? first + a : first]!;
  if (form === "kd") { for (let a = 0; a < d; a++) to[a] = numberAt(a); }
  else for (let a = 0; a < d; a++) to[a * d + a] = numberAt(a);
}

/** The numbers of a parameter, checked under the name that they were given by. */
function numbersOf({ given, domain }: EntryValue): DenseArray {
  if (!("array" in given)) throw new Error(`${given.name} is no array`);
  const { data, shape } = given.array;
  checkDomain(domain, given.name, data, shape);
  if (domain === "covariance") symmetrize(data, shape.at(-1)!);
  return given.array;
}
