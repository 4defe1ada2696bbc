import type { Component, Expr } from "../../mod.ts";

/** The mean of a Gaussian or the centre of a box, as a program reads it. */
export function middleOf(c: Component): Expr {
  if (c.family === "gaussian") return c.mean;
  if (c.family === "uniform") return c.center;
  throw new TypeError(`Expected a Gaussian or a box, got ${c.family}`);
}
