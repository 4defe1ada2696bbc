/** A component on the line in numbers, as what integrates over it sees it. */
export interface LineComponent {
  readonly logWeight: number;
  readonly family: "gaussian" | "uniform" | "laplace" | "logistic";
  readonly place: number;
  /** σ, the scale, or half the width. */
  readonly scale: number;
  /** What lies further from its place has a mass below 1e−32. */
  readonly reach: number;
  /** How long a panel within its reach may be. */
  readonly longest: number;
  /** Where its density jumps or bends. */
  readonly kinks: readonly number[];
}

/** The same with what follows from family, place and scale. */
export function lineComponent(
  { family, logWeight, place, scale }: Pick<
    LineComponent,
    "family" | "logWeight" | "place" | "scale"
  >,
): LineComponent {
  const own = { family, logWeight, place, scale };
  switch (family) {
    case "gaussian":
      return { ...own, reach: 12 * scale, longest: 0.5 * scale, kinks: [] };
    case "uniform":
      return { ...own, reach: scale, longest: Infinity, kinks: [] };
    case "laplace":
      return { ...own, reach: 76 * scale, longest: 2 * scale, kinks: [place] };
    case "logistic":
      return { ...own, reach: 76 * scale, longest: scale, kinks: [] };
    default:
      return family satisfies never;
  }
}

/** ln Σ cⱼ pⱼ at a point that is so far from another one, `from`. */
export function logDensityOf(
  components: readonly LineComponent[],
  from: number,
  offset: number,
): number {
  let most = -Infinity, sum = 0;
  for (const c of components) {
    const log = c.logWeight + logOf(c, ((from - c.place) + offset) / c.scale);
    if (log === -Infinity) continue;
    // a running maximum, so that nothing underflows
    if (log > most) {
      sum = sum * Math.exp(most - log) + 1;
      most = log;
    } else sum += Math.exp(log - most);
  }
  return most === -Infinity ? most : most + Math.log(sum);
}

/** The log density at y scales from the place. */
function logOf({ family, scale }: LineComponent, y: number): number {
  const size = Math.abs(y);
  switch (family) {
    case "gaussian":
      return -0.5 * y * y - Math.log(scale) - 0.5 * Math.log(2 * Math.PI);
    case "uniform":
      return size <= 1 ? -Math.log(2 * scale) : -Infinity;
    case "laplace":
      return -size - Math.log(2 * scale);
    case "logistic":
      return -size - Math.log(scale) - 2 * Math.log1p(Math.exp(-size));
    default:
      return family satisfies never;
  }
}
