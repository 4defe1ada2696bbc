import { type Axis, isLong } from "../../expr/axes.ts";
import { type Buffer, cellCount, extentOf, type Plan, type Sizes } from "../../plan/types.ts";

/**
 * What to do where the memory of a plan does not suffice: the largest of its arrays holds a number for each of so many
 * draws, components or what it is, and fewer of these are needed.
 */
export function adviceFor({ inputs, stored }: Plan, sizes: Sizes): string {
  const count = ({ dims }: Buffer) => cellCount(dims, sizes);
  const [first, ...others] = [...inputs, ...stored];
  if (first === undefined) return "evaluate less at once";
  const largest = others.reduce(
    (most, buffer) => count(buffer) > count(most) ? buffer : most,
    first,
  );
  const extent = (axis: Axis) => extentOf(axis, sizes);
  const each = largest.dims.filter((axis) => extent(axis) > 1).map((axis) =>
    `${extent(axis).toLocaleString("en-US")} ${word(axis)}`
  );
  // what takes the memory is then the code and its scratch
  if (each.length === 0) return "evaluate less at once";
  const longest = largest.dims.filter(isLong).sort((a, b) => extent(b) - extent(a))[0];
  return `the largest of them has a number for each of ${each.join(" × ")}; evaluate fewer ${
    longest === undefined ? "coordinates" : word(longest)
  } at once`;
}

/** What an axis counts, as the documentation calls it. */
function word({ set: { role, letter } }: Axis): string {
  switch (role) {
    case "batch":
      return "batch entries";
    case "row":
      return letter === "s" ? "draws" : "rows";
    case "component":
      return "components";
    case "free":
      return "entries";
    case "coordinate":
      return "coordinates";
    default:
      return role satisfies never;
  }
}
