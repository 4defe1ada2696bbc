/**
 * Models that `skops.io.dump` saved: a ZIP archive of NPY files and of a schema that says which attribute each of them is.
 * Nothing is run that the file names: three classes are known, and of them numbers are read.
 *
 * @module
 */
import { describe } from "../../expr/describe.ts";
import { DomainError } from "../../expr/errors.ts";
import { quoted } from "../../expr/quote.ts";
import { parseNPY } from "../arrays/npy.ts";
import { named } from "../arrays/npz.ts";
import type { Archive, Value } from "../arrays/values.ts";
import type { ZipEntry } from "../arrays/zip.ts";

const schemaName = "schema.json";

/** One object of the schema; which of these it has depends on what it is. */
interface SchemaNode {
  readonly __class__?: unknown;
  readonly __loader__?: unknown;
  readonly content?: unknown;
  readonly file?: unknown;
}

/** The attributes of each class that are read, under the names that `conventions.ts` knows. */
const attributes: { readonly [className: string]: ReadonlyMap<string, string> } = {
  GaussianMixture: fittedNames(),
  BayesianGaussianMixture: fittedNames(),
  KernelDensity: new Map([
    ["bandwidth_", "bandwidth"],
    ["kernel", "kernel"],
    ["metric", "metric"],
    ["tree_", "tree_data"],
  ]),
};

function fittedNames(): ReadonlyMap<string, string> {
  const names = ["weights_", "means_", "covariances_", "precisions_cholesky_", "covariance_type"];
  return new Map(names.map((name) => [name, name]));
}

/** Where the points and the weights of a tree stand in the tuple that is its state. */
const treePoints = 0, treeWeights = 12;

/** Whether the files of an archive are those of a skops model. */
export function isSkops(files: ReadonlyMap<string, ZipEntry>): boolean {
  return files.has(schemaName);
}

/** The attributes of a model, by name. Rejects with a `DomainError` for models of other classes. */
export async function skopsArchive(files: ReadonlyMap<string, ZipEntry>): Promise<Archive> {
  const schema = nodeOf(await schemaIn(files));
  const { __class__: className } = schema;
  const known = typeof className === "string" && Object.hasOwn(attributes, className)
    ? attributes[className]
    : undefined;
  if (known === undefined) {
    throw new DomainError(
      `Expected a GaussianMixture or a KernelDensity, got a model of class ${describe(className)}`,
    );
  }
  const found = new Map<string, SchemaNode>();
  const state = nodeOf(nodeOf(schema.content).content);
  for (const [attribute, node] of Object.entries(state)) {
    const name = known.get(attribute);
    if (name === undefined || isNull(nodeOf(node))) continue;
    if (attribute === "tree_") addTree(nodeOf(node), found);
    else found.set(name, nodeOf(node));
  }
  return {
    names: [...found.keys()],
    read: async (name) => await valueOf(name, found.get(name) ?? {}, files),
  };
}

async function schemaIn(files: ReadonlyMap<string, ZipEntry>): Promise<unknown> {
  const text = new TextDecoder().decode(await files.get(schemaName)?.read());
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError(`Expected JSON in ${schemaName}, got a text that is none`);
  }
}

/** The points of a tree, and their weights if they have any. */
function addTree(tree: SchemaNode, found: Map<string, SchemaNode>): void {
  const { content } = nodeOf(tree.content);
  if (!Array.isArray(content)) return;
  found.set("tree_data", nodeOf(content[treePoints]));
  const weights = nodeOf(content[treeWeights]);
  if (typeof weights.file === "string") found.set("sample_weight", weights);
}

/** The numbers in the file that a node names, or what it holds itself: a text or a number. */
async function valueOf(
  name: string,
  node: SchemaNode,
  files: ReadonlyMap<string, ZipEntry>,
): Promise<Value> {
  if (node.__loader__ === "JsonNode" && typeof node.content === "string") {
    const value: unknown = jsonOf(node.content);
    if (typeof value === "string") return value;
    if (typeof value === "number") return { data: Float64Array.of(value), shape: [] };
  }
  const entry = typeof node.file === "string" ? files.get(node.file) : undefined;
  if (entry !== undefined) return named(name, parseNPY, await entry.read());
  throw new DomainError(`Expected numbers in the attribute ${quoted(name)} of the model, got none`);
}

function isNull({ __loader__, content }: SchemaNode): boolean {
  return __loader__ === "JsonNode" && content === "null";
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An object of the schema; what is none has nothing in it. */
function nodeOf(value: unknown): SchemaNode {
  return typeof value === "object" && value !== null ? value : {};
}
