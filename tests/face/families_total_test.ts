/** Every family has a row, though components bring theirs along: a family without one does not compile here. */
import { assertEquals } from "@std/assert";
import type { Family } from "../../src/mixture/component_types.ts";
import { gaussianFamily } from "../../src/mixture/families/gaussian_family.ts";
import { laplaceFamily } from "../../src/mixture/families/laplace_family.ts";
import { logisticFamily } from "../../src/mixture/families/logistic_family.ts";
import { ownFamily } from "../../src/mixture/families/own_family.ts";
import { studentFamily } from "../../src/mixture/families/student_family.ts";
import { uniformFamily } from "../../src/mixture/families/uniform_family.ts";

const rows: { readonly [F in Family]: { readonly family: F } } = {
  gaussian: gaussianFamily,
  uniform: uniformFamily,
  laplace: laplaceFamily,
  logistic: logisticFamily,
  studentT: studentFamily,
  own: ownFamily,
};

Deno.test("the row of each family is its own", () => {
  for (const [family, row] of Object.entries(rows)) assertEquals(row.family, family);
});
