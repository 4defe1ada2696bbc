/** What the README tells strangers to do, to the letter: from an empty folder, from Python; and what it says of sizes. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { stop } from "esbuild";
import { sizeNumbers } from "../../tasks/npm/page_sizes.ts";
import { textOf } from "../../tasks/readme/documents.ts";
import { type Block, blocksOf, numbersOf } from "../../tasks/readme/markdown.ts";
import { unless } from "../support/hosts.ts";
import { inFolder, installed, withoutNpm } from "../support/npm_package.ts";

const readme = blocksOf(textOf("README.md"));

/** The block that has a text, and the one below it. */
function blockWith(words: string): [Block, Block] {
  const t = readme.findIndex(({ text }) => text.includes(words));
  assert(t >= 0, `The README shows no ${words}`);
  return [readme[t]!, readme[t + 1]!];
}

unless(
  withoutNpm,
  "from an empty folder to a bracket, by the lines of the README, with the tarball for the name",
  async () => {
    const [commands, shown] = blockWith("npm install mixtropy\n");
    const { tarball } = await installed();
    const script = commands.text.replace(
      "npm install mixtropy",
      `npm install --offline "${tarball}"`,
    );
    assert(script !== commands.text);
    const empty = 'cd "$(mktemp -d)" || exit 1; trap \'rm -rf "$PWD"\' EXIT\n';
    const { code, out, err } = await inFolder("sh", ["-e", "-c", empty + script]);
    assertEquals(code, 0, err);
    for (const line of shown.text.trimEnd().split("\n")) {
      assert(out.split("\n").includes(line), `Expected ${line}, got\n${out}`);
    }
  },
);

unless(
  withoutNpm,
  "the installed command line draws: what that needs is in the package",
  async () => {
    const script = `echo '{ "means": [[0, 0], [4, 1]], "variance": 1 }' | ` +
      "npx mixtropy entropy - --estimators conditional,joint --plot drawn.svg >&2 && cat drawn.svg";
    const { code, out, err } = await inFolder("sh", ["-e", "-c", script]);
    assertEquals(code, 0, err);
    assert(out.startsWith("<svg") && out.includes("<ellipse"), out);
  },
);

/** A Python with scikit-learn: the one that MIXTROPY_PYTHON names, or python3. */
const python = Deno.env.get("MIXTROPY_PYTHON") ?? "python3";

async function withoutSklearn(): Promise<string | undefined> {
  try {
    const args = ["-c", "import sklearn.mixture"];
    const { success } = await new Deno.Command(python, { args, stderr: "null" }).output();
    return success ? undefined : `${python} has no scikit-learn`;
  } catch {
    return `there is no ${python}`;
  }
}

unless(
  withoutNpm ?? await withoutSklearn(),
  "from Python a fitted GaussianMixture comes to its entropy in the three lines of the README",
  async () => {
    const [{ text: lines }] = blockWith("subprocess.check_output");
    assertEquals(lines.trimEnd().split("\n").length, 3);
    for (const type of ["full", "tied", "diag", "spherical"]) {
      const before = `
from sklearn.mixture import GaussianMixture
import numpy
draw = numpy.random.default_rng(1).normal
X = numpy.vstack([draw(size=(300, 2)), draw(size=(200, 2)) * [1, 3] + [4, 1]])
m = GaussianMixture(3, covariance_type="${type}", random_state=0).fit(X)
`;
      // −E ln p(x), by draws and densities of scikit-learn
      const after = `
print(json.dumps([entropy["lower"], -m.score(m.sample(100000)[0]), entropy["upper"]]))
`;
      const { code, out, err } = await inFolder(python, ["-c", before + lines + after]);
      assertEquals(code, 0, err);
      const [lower, drawn, upper] = JSON.parse(out);
      // ln p has a standard deviation of about 1, so 0.02 is six standard errors
      assert(lower - 0.02 <= drawn && drawn <= upper + 0.02, `${type}: ${out}`);
      assert(lower <= upper && upper - lower < 1);
    }
  },
);

unless(withoutNpm, "the sizes in the README are those of the package, within a kB", async () => {
  await installed();
  const sizes = await sizeNumbers();
  await stop();
  const stated = [...numbersOf(textOf("README.md"))].filter(([key]) => key.startsWith("kB."));
  assert(stated.length > 0);
  for (const [key, value] of stated) {
    assertAlmostEquals(Number(value), Number(sizes.get(key)), 1, `${key}: run deno task readme`);
  }
});
