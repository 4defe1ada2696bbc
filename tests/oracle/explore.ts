/**
 * Explores random expressions, others in each run of the tests. Settings come from the environment:
 *
 * - MIXTROPY_ORACLE_SEED: where the random numbers start, from the clock if left out;
 * - MIXTROPY_ORACLE_COUNT: how many expressions the first test tries, 400 if left out; the others try a part of it.
 *
 * A failure says which seed leads to it again.
 */
import { assert } from "@std/assert";
import fc from "fast-check";
import { choices, isTooLarge } from "./random_expressions.ts";

const start = setting("SEED", Date.now() % 2 ** 31);
const count = setting("COUNT", 400);

function setting(name: string, otherwise: number): number {
  const text = Deno.env.get(`MIXTROPY_ORACLE_${name}`);
  const value = text === undefined || text === "" ? otherwise : Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new RangeError(`Expected MIXTROPY_ORACLE_${name} to be an integer ≥ 0, got ${text}`);
}

/** Expressions from one seed: a failure is found again without all that were tried before. */
const roundOf = 100;

/**
 * A test that something holds for a share of the expressions that are asked for. What needs values for every pair that a
 * reduction or a gather would have to store is refused, with a sentence; at most half of them may be.
 */
export function explored(
  name: string,
  share: number,
  holdsFor: (made: readonly number[]) => Promise<void>,
): void {
  const asked = Math.ceil(share * count);
  Deno.test(name, async () => {
    let tried = 0;
    const property = fc.asyncProperty(choices, async (made) => {
      try {
        await holdsFor(made);
      } catch (error) {
        if (isTooLarge(error)) return;
        throw error;
      }
      tried++;
    });
    for (let done = 0, seed = start; done < asked; done += roundOf, seed++) {
      const numRuns = Math.min(roundOf, asked - done);
      const { failed, counterexample, errorInstance } = await fc.check(property, { seed, numRuns });
      if (!failed) continue;
      const replay = `MIXTROPY_ORACLE_SEED=${seed} ` +
        `deno test --allow-env tests/oracle/oracle_test.ts --filter ${JSON.stringify(name)}`;
      throw new Error(`${errorInstance}\nof the choices ${counterexample}\nreplay: ${replay}`, {
        cause: errorInstance,
      });
    }
    assert(2 * tried > asked, `only ${tried} of ${asked} were evaluated, from seed ${start}`);
  });
}
