/** Random mixtures of boxes in numbers, for laws that are tried on very many. */
import type { Boxes } from "./exact_entropy.ts";
import { randomNumbers, times } from "./random_numbers.ts";

/** What random boxes may be. */
export interface BoxSizes {
  /** The most boxes, and the least. */
  readonly k: number;
  readonly least?: number;
  /** The most coordinates, or their number. */
  readonly d: number;
  readonly dimension?: number;
}

/**
 * A mixture of boxes: apart, overlapping or all in one heap, of like or unlike sizes and weights; one in three has its edges on
 * a grid, so that boxes touch, nest and coincide.
 */
export function randomBoxes(seed: number, { k: most, least = 1, d, dimension }: BoxSizes): Boxes {
  const random = randomNumbers(seed);
  const k = least + Math.floor(random() * (most - least + 1));
  const coordinates = dimension ?? 1 + Math.floor(random() * d);
  const scale = [0.3, 1, 3, 10][Math.floor(random() * 4)]!;
  const unlike = [0, 1, 3][Math.floor(random() * 3)]!;
  const onGrid = random() < 1 / 3;
  const place = (x: number) => onGrid ? Math.round(2 * x) / 2 : x;
  const raw = times(k, () => 0.02 + random() ** 3);
  const total = raw.reduce((sum, w) => sum + w);
  return {
    weights: raw.map((w) => w / total),
    centers: times(k, () => times(coordinates, () => place(scale * (2 * random() - 1)))),
    widths: times(k, () => {
      const size = Math.exp(unlike * (random() - 0.5));
      return times(coordinates, () => Math.max(0.5, place(size * (0.3 + 2 * random()))));
    }),
  };
}
