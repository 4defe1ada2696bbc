/** Names of files that lead nowhere, and names as long as any can be. */
import { assertEquals } from "@std/assert";
import { shell } from "../support/shell.ts";

/** The sentences on stderr, without the name of the file. */
const sentences = (err: string) =>
  err.trimEnd().split("\n").map((line) => line.replace(/^.*?" /, ""));

Deno.test({
  name: "a path that leads nowhere is a sentence in words of its own",
  ignore: Deno.build.os === "windows",
}, async () => {
  const { out, err } = await shell(`
    echo x > file; ln -s circle circle; ln -s nothing dangling; long=$(printf 'n%.0s' $(seq 300))
    for name in circle "$long" file/inner; do mixtropy entropy "$name"; done
    for name in circle "$long" file/inner; do mixtropy convert p.json --to npz -o "$name"; done
    mixtropy convert p.json --to npz -o dangling
    mixtropy convert p.json --to npz -o dangling --force
    ls
  `);
  assertEquals(out, "circle\ndangling\nfile\np.json\n");
  assertEquals(sentences(err), [
    "cannot be read: its links lead round in a circle",
    "cannot be read: its name is too long",
    "cannot be read: a part of its path is a file and no directory",
    "cannot be written: its links lead round in a circle",
    "cannot be written: its name is too long",
    "cannot be written: there is no such directory",
    "is a link to a file that is not there: take it away first",
    "is a link to a file that is not there: take it away first",
  ]);
});

Deno.test("a file may have the longest name that there is", async () => {
  const { out, err } = await shell(`
    rm p.json; name=$(printf 'n%.0s' $(seq 251)).npz
    printf '{ "means": [[0], [2]], "variance": 1 }' | mixtropy convert - -o "$name"
    for file in *; do [ "$file" = "$name" ] && echo "that file"; done
  `);
  assertEquals({ out, err }, { out: "that file\n", err: "" });
});
