import { unlinkSync } from "node:fs";
import { chmod, lstat, mkdir, realpath, rename, stat, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { reasonOf } from "../expr/describe.ts";
import { quoted } from "../expr/quote.ts";
import type { WriteOptions } from "./command_io.ts";
import { OutputError } from "./errors.ts";
import { pathFault } from "./path_fault.ts";
import { mostPath } from "./read.ts";

/** Files that are being written, under the names that they have until they are whole. */
const unfinished = new Set<string>();

/** Takes away what is half written: the program ends now. */
export function removeUnfinished(): void {
  for (const file of unfinished) {
    try {
      unlinkSync(file);
    } catch {
      // it may not be there yet
    }
  }
}

/** Rejects with an `OutputError` if there is a file already, or what is none. */
export async function mayWriteFile(path: string, options: WriteOptions): Promise<void> {
  await placeOf(path, options);
}

/**
 * Writes a file beside its place and moves it there, so that nobody ever finds half of it; what is no file, such as /dev/null or
 * a pipe, is written to directly.
 */
export async function writeWholeFile(
  path: string,
  bytes: Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const { target, isFile, mode } = await placeOf(path, options);
  // a name of its own length: that of the file may be as long as any can be
  const beside = join(dirname(target), `.mixtropy-${process.pid}-${crypto.randomUUID()}.part`);
  try {
    if (!isFile) return await writeFile(target, bytes);
    unfinished.add(beside);
    await writeFile(beside, bytes, { flag: "wx" });
    // one that somebody else has written meanwhile
    await placeOf(path, options);
    if (mode !== undefined) await chmod(beside, mode & 0o777);
    await rename(beside, target);
  } catch (error) {
    if (isFile) await unlink(beside).catch(() => {});
    throw error instanceof OutputError ? error : new OutputError(whyUnwritten(path, error));
  } finally {
    unfinished.delete(beside);
  }
}

/** Makes a folder, with those that it lies in, unless it is there. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const folder = `The folder ${quoted(path, mostPath)}`, code = codeOf(error);
    throw new OutputError(
      code === "EEXIST" || code === "ENOTDIR"
        ? `${folder} cannot be made: there is a file of that name`
        : code === "EACCES" || code === "EPERM" || code === "EROFS"
        ? `${folder} may not be made`
        : `${folder} cannot be made: ${pathFault(code) ?? reasonOf(error)}`,
    );
  }
}

/** Where a file goes: behind a link, what it points to. */
async function placeOf(path: string, { overwrite }: WriteOptions) {
  try {
    const found = await lstat(path).catch(ifMissing);
    if (found === undefined) return { target: path, isFile: true, mode: undefined };
    const { target, what } = found.isSymbolicLink()
      ? await behindLink(path)
      : { target: path, what: found };
    if (what.isDirectory()) {
      throw new OutputError(
        `Expected a file to write, got the directory ${quoted(path, mostPath)}`,
      );
    }
    if (what.isFile() && !overwrite) {
      throw new OutputError(
        `The file ${quoted(path, mostPath)} is there already: --force replaces it`,
      );
    }
    return { target, isFile: what.isFile(), mode: what.mode };
  } catch (error) {
    throw error instanceof OutputError ? error : new OutputError(whyUnwritten(path, error));
  }
}

async function behindLink(path: string) {
  try {
    return { target: await realpath(path), what: await stat(path) };
  } catch (error) {
    ifMissing(error);
    throw new OutputError(
      `The file ${
        quoted(path, mostPath)
      } is a link to a file that is not there: take it away first`,
    );
  }
}

function ifMissing(error: unknown): undefined {
  if (codeOf(error) === "ENOENT") return undefined;
  throw error;
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | undefined)?.code;
}

/** The sentence for a file that could not be written, from what the runtime says. */
function whyUnwritten(path: string, error: unknown): string {
  const file = `The file ${quoted(path, mostPath)}`;
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return `${file} cannot be written: there is no such directory`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `${file} may not be written`;
    case "ENOSPC":
    case "EDQUOT":
      return `${file} cannot be written: no space is left on the device`;
    default:
      return `${file} cannot be written: ${pathFault(code) ?? reasonOf(error)}`;
  }
}
