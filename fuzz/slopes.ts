/** The identities of gradients, for mixtures at the ends of what numbers can be. */
import { isBoxes } from "../tests/support/entries.ts";
import { drawExtreme, type ExtremeMixture } from "../tests/support/extreme_mixtures.ts";
import { randomNumbers } from "../tests/support/random_numbers.ts";
import { hunt } from "./hunt.ts";
import { asked } from "./identities.ts";
import { pasteMixture } from "./paste.ts";
import { slopeRounding } from "./rounding.ts";
import { grows, haveClosedForms, isEuler, isSymmetric, standsStill } from "./slope_laws.ts";
import { underMaps, withOneMore } from "./slope_maps.ts";

/**
 * Whether doubles hold the gradients, in every unit that they are asked in: those in a covariance go like (Σ⁻¹)ₐₐ, the square of
 * 1/width.
 */
function areHeld({ m, widths }: ExtremeMixture): boolean {
  return isBoxes(m.structure) || Math.min(...widths.flat()) > 2 ** -440;
}

export const slopes = hunt({
  name: "slopes",
  law: "gradients move with the mixture, scale with the unit and sum to what they must",
  share: 4,
  inputs: asked.filter(({ recipe }) => areHeld(drawExtreme(recipe))),
  paste: ({ recipe, route }) => pasteMixture(drawExtreme(recipe), `route: ${route}`),
  holdsFor: ({ recipe, route }, check) => {
    const mixture = drawExtreme(recipe);
    const tools = {
      random: randomNumbers(recipe.seed + 1),
      route,
      check,
      rounding: slopeRounding(mixture),
    };
    const base = underMaps(mixture, tools);
    for (const [name, one] of Object.entries(base)) {
      standsStill(mixture, name, one, tools);
      grows(mixture, name, one, tools);
      isSymmetric(mixture, name, one, tools);
    }
    isEuler(mixture, base, tools);
    haveClosedForms(mixture, base, tools);
    withOneMore(mixture, base, tools);
  },
});
