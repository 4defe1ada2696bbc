/** Names of files that lead nowhere, and names as long as any can be. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readFile } from "node:fs/promises";
import { InputError, OutputError } from "../../src/cli/errors.ts";
import { mayWriteFile, writeWholeFile } from "../../src/cli/process_files.ts";
import { readBytes } from "../../src/cli/read.ts";
import { quietIO } from "../support/run_command.ts";

const isWindows = Deno.build.os === "windows";

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const fresh = { overwrite: false };

Deno.test({
  name: "a path that leads nowhere is a sentence in words of its own",
  ignore: isWindows,
}, () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "x");
    await Deno.symlink("circle", `${folder}/circle`);
    await Deno.symlink("nothing", `${folder}/dangling`);
    const paths = {
      "circle": "its links lead round in a circle",
      [`${"n".repeat(300)}`]: "its name is too long",
      "file/": "a part of its path is a file and no directory",
    };
    for (const [name, words] of Object.entries(paths)) {
      const read = await assertRejects(
        () => readBytes(`${folder}/${name}`, { ...quietIO, readFile }),
        InputError,
      );
      assertStringIncludes(read.message, `cannot be read: ${words}`);
      const written = await assertRejects(
        () => writeWholeFile(`${folder}/${name}`, Uint8Array.of(1), fresh),
        OutputError,
      );
      const isFile = name === "file/";
      assertStringIncludes(
        written.message,
        `cannot be written: ${isFile ? "there is no such directory" : words}`,
      );
    }
    for (const options of [fresh, { overwrite: true }]) {
      const { message } = await assertRejects(
        () => mayWriteFile(`${folder}/dangling`, options),
        OutputError,
      );
      assertStringIncludes(message, "is a link to a file that is not there");
    }
    assertEquals([...Deno.readDirSync(folder)].length, 3);
  }));

Deno.test("a file may have the longest name that there is", () =>
  inFolder(async (folder) => {
    const name = `${"n".repeat(251)}.npy`;
    await writeWholeFile(`${folder}/${name}`, Uint8Array.of(1, 2), fresh);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), [name]);
    assertEquals(await Deno.readFile(`${folder}/${name}`), Uint8Array.of(1, 2));
  }));
