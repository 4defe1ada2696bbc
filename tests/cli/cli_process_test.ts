/** The program as a process: files that are written whole, interrupts, colours by the environment, no permission asked for. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { root, shell } from "../support/shell.ts";

Deno.test("a file that is there is kept, unless --force says otherwise; nothing else is left beside it", async () => {
  const { out, err } = await shell(`
    echo old > out.json
    mixtropy convert p.json -o out.json; echo "code $?, $(cat out.json)"
    mixtropy convert p.json -o out.json --force; echo "code $?, $(head -1 out.json)"
    ls
  `);
  assertEquals(out, "code 1, old\ncode 0, {\nout.json\np.json\n");
  assertEquals(err, 'mixtropy: The file "out.json" is there already: --force replaces it\n');
});

Deno.test("where a file cannot be written whole, the old one stays and no half of a new one", async () => {
  // no file may have more than a block
  const { out, err } = await shell(`
    seq 0 9999 > d.csv; echo old > out.npy
    (trap '' XFSZ; ulimit -f 1; mixtropy convert d.csv --no-header -o out.npy --force); echo "code $?, $(cat out.npy)"
    ls
  `);
  assertEquals(out, "code 1, old\nd.csv\nout.npy\np.json\n");
  assert(/^mixtropy: The file "out.npy" cannot be written: [^\n]*\n$/.test(err), err);
});

Deno.test("a link stays a link, a file its mode, and what is no file is written to", async () => {
  const { out, err } = await shell(`
    echo old > real.json; chmod 640 real.json; ln -s real.json link.json
    mixtropy convert p.json -o link.json --force
    [ -L link.json ] && head -1 real.json && stat -c %a real.json
    mixtropy convert p.json -o /dev/null --to npz; echo "code $?"
    mkfifo pipe; cat pipe | wc -l & mixtropy convert p.json -o pipe --to json; wait
    mixtropy convert p.json -o "$folder" --to npz; echo "code $?"
    mixtropy convert p.json -o none/p.npz; echo "code $?"
  `);
  assertEquals(out, "{\n640\ncode 0\n6\ncode 1\ncode 1\n");
  assertStringIncludes(err, "Expected a file to write, got the directory");
  assertStringIncludes(err, '"none/p.npz" cannot be written: there is no such directory');
});

Deno.test("what follows -- is no option, and a name may begin with a dash", async () => {
  const { out, err } = await shell(`
    cp p.json ./--json
    mixtropy convert -- --json > /dev/null; echo "code $?"
    mixtropy entropy --estimators kl -- --json | grep Entropy
  `);
  assertEquals([out, err], [
    "code 0\nEntropy of a Gaussian mixture, k = 2, d = 1, from --json\n",
    "",
  ]);
});

Deno.test("colours are for terminals; NO_COLOR and FORCE_COLOR decide, where they may be read", async () => {
  const line = `mixtropy entropy p.json | head -1; mixtropy entropy none.json`;
  const wrong = 'mixtropy: There is no file "none.json"\n';
  const { out: plain, err } = await shell(line);
  // 50 digits of −∫ p ln p by mpmath: 1.7557693535515044…
  assert(/^H\(X\) = 1\.75576935355\d* ± \de-1\d nats, for sure\n$/.test(plain), plain);
  assertEquals(err, wrong);
  // without the permission nothing is asked
  assertEquals(await shell(line, { FORCE_COLOR: "1" }), { out: plain, err: wrong });
  const allowed = line.replaceAll(
    "mixtropy",
    `"$deno" run --quiet --no-check --allow-all "$root/cli.ts"`,
  );
  const forced = await shell(allowed, { FORCE_COLOR: "1" });
  assert(forced.out.startsWith("\x1b[1mH(X) = "), JSON.stringify(forced.out));
  assert(forced.err.startsWith("\x1b[31mmixtropy:\x1b[39m "), JSON.stringify(forced.err));
  for (const env of [{ FORCE_COLOR: "1", NO_COLOR: "1" }, { FORCE_COLOR: "0" }]) {
    assertEquals(await shell(allowed, env as Record<string, string>), { out: plain, err: wrong });
  }
});

Deno.test("an interrupt ends a long run at once, with exit code 130 and nothing said", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-read",
      "cli.ts",
      "entropy",
      "-",
      "--samples",
      "1e7",
    ],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const rows = Array.from({ length: 20_000 }, (_, t) => `${t % 977},${t % 1009}`);
  await writer.write(new TextEncoder().encode(["x,y", "1,NA", ...rows].join("\n")));
  await writer.close();
  // the first note tells that the work begins
  const reader = child.stderr.getReader();
  let err = new TextDecoder().decode((await reader.read()).value);
  child.kill("SIGINT");
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    err += new TextDecoder().decode(read.value);
  }
  const [{ code, signal }, out] = await Promise.all([
    child.status,
    new Response(child.stdout).text(),
  ]);
  assertEquals([code, signal, out], [130, null, ""]);
  assertEquals(err, "mixtropy: dropped 1 of 20001 rows, with a gap in x, y\n");
});
