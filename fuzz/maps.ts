/** Maps of mixtures that round nothing, for mixtures on a grid. What each does to an entropy is known. */
import {
  type Entries,
  type Entry,
  isBoxes,
  isShared,
  type Spread,
  withEntries,
} from "../tests/support/entries.ts";
import type { ExtremeMixture } from "../tests/support/extreme_mixtures.ts";
import { times } from "../tests/support/random_numbers.ts";
import { congruent, shears, worstCondition } from "../tests/support/shears.ts";

type Matrix = readonly (readonly number[])[];

/** A random order of n things. */
export function shuffle(n: number, random: () => number): number[] {
  return times(n, (i): [number, number] => [random(), i]).sort(([x], [y]) => x - y)
    .map(([, i]) => i);
}

/** The components in another order. */
export function reordered(m: Entries, order: readonly number[]): Entries {
  return withEntries(m, (entries) => order.map((i) => entries[i]!));
}

/** The coordinates in another order. */
export function turned(m: Entries, order: readonly number[]): Entries {
  const along = <T>(list: readonly T[]) => order.map((a) => list[a]!);
  return withSpreads(
    withPoints(m, along),
    (spread) =>
      typeof spread === "number"
        ? spread
        : isMatrix(spread)
        ? along(spread).map((row) => along(row))
        : along(spread),
  );
}

/** x → −x. */
export function mirrored(m: Entries): Entries {
  return withPoints(m, (point) => point.map((x) => -x));
}

/** x → x + b, for whole multiples b of the grid of its size. */
export function moved({ m, grid }: ExtremeMixture, random: () => number): Entries {
  const by = m.entries[0]!.point.map(() => Math.floor(2 ** 49 * (2 * random() - 1)) * grid);
  return withPoints(m, (point) => point.map((x, a) => x + by[a]!));
}

/** x → 2ⁿx. */
export function scaled(m: Entries, halvings: number): Entries {
  const factor = 2 ** halvings;
  const times = (x: number) => isBoxes(m.structure) ? x * factor : x * factor * factor;
  return withSpreads(
    withPoints(m, (point) => point.map((x) => x * factor)),
    (spread) =>
      typeof spread === "number"
        ? times(spread)
        : isMatrix(spread)
        ? spread.map((row) => row.map(times))
        : spread.map(times),
  );
}

/** x → Bx for whole B with |B| = 1; undefined where that would round. The condition stays below the worst. */
export function linear(
  { m, grid, condition, recipe: { d } }: ExtremeMixture,
  random: () => number,
): Entries | undefined {
  const { matrix } = shears(d, 3, random, { worst: worstCondition / condition, isRound: true });
  const points = m.entries.map(({ point }) =>
    matrix.map((row) => row.reduce((sum, x, a) => sum + x * point[a]!, 0))
  );
  const most = 2 ** 52 * grid;
  const size = (row: readonly number[], point: readonly number[]) =>
    row.reduce((sum, x, a) => sum + Math.abs(x * point[a]!), 0);
  if (m.entries.some(({ point }) => matrix.some((row) => size(row, point) > most))) {
    return undefined;
  }
  const spreads = m.entries.map(({ spread }) => congruent(matrix, spread as Matrix));
  return withEntries(m, (entries) =>
    entries.map(({ weight }, i) => ({
      weight,
      point: points[i]!,
      spread: isShared(m.structure) ? spreads[0]! : spreads[i]!,
    })));
}

/** One component as two of ¼ and ¾ of its weight. */
export function split(m: Entries, chosen: number): Entries {
  return withEntries(
    m,
    (entries) =>
      entries.flatMap((entry, i) =>
        i === chosen
          ? [0.25, 0.75].map((share) => ({ ...entry, weight: share * entry.weight }))
          : [entry]
      ),
  );
}

/** One more component, of weight zero, anywhere. */
export function withGhost(m: Entries, ghost: Omit<Entry, "weight">, place: number): Entries {
  return withEntries(m, (entries) => entries.toSpliced(place, 0, { ...ghost, weight: 0 }));
}

/** The components so far apart that no double is left of any overlap. */
export function apart(m: Entries, distance: number): Entries {
  return withEntries(
    m,
    (entries) =>
      entries.map((entry, i) => ({ ...entry, point: entry.point.map((x) => x + i * distance) })),
  );
}

/** All components the same. */
export function alike(m: Entries): Entries {
  return withEntries(m, (entries) => entries.map(({ weight }) => ({ ...entries[0]!, weight })));
}

function withPoints(m: Entries, change: (point: readonly number[]) => number[]): Entries {
  return withEntries(
    m,
    (entries) => entries.map((entry) => ({ ...entry, point: change(entry.point) })),
  );
}

function withSpreads(m: Entries, change: (spread: Spread) => Spread): Entries {
  return withEntries(
    m,
    (entries) => entries.map((entry) => ({ ...entry, spread: change(entry.spread) })),
  );
}

function isMatrix(spread: Exclude<Spread, number>): spread is Matrix {
  return typeof spread[0] === "object";
}
