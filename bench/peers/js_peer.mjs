/**
 * The KDE entropy with unit variances and equal weights in JavaScript as a user would write it, in 32-bit numbers: the row
 * log-sum-exp of −½‖xᵢ − xⱼ‖² by one matrix product, forward and with the gradient in the means. The argument chooses
 * "jax" (@jax-js/jax, its WASM backend) or "tfjs" (@tensorflow/tfjs with its WASM backend); the second argument is the
 * folder where they are installed. The protocol is that of serve.py. Runs in Node: jax-js did not end in Deno 2.9.6.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [library, installed] = process.argv.slice(2);
const require = createRequire(`${installed}/index.js`);
const version = (name) =>
  JSON.parse(readFileSync(`${installed}/node_modules/${name}/package.json`, "utf8")).version;

/** H = ln k + d/2 ln 2π − (1/k) Σᵢ LSEᵢ from Σᵢ LSEᵢ. */
const entropy = (sum, { k, d }) => Math.log(k) + 0.5 * d * Math.log(2 * Math.PI) - sum / k;

/** The sum of squares of ∂H/∂x from ∂ Σᵢ LSEᵢ/∂x. */
const slope = (gradient, { k }) => gradient.reduce((total, g) => total + g * g, 0) / k ** 2;

async function jaxJs() {
  const jax = require("@jax-js/jax");
  const { numpy: np, nn } = jax;
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  return (means, request) => {
    const { k, d, gradients } = request;
    const sum = (x) => {
      const halfNorms = np.sum(x.ref.mul(x.ref), 1).mul(0.5);
      const exponents = np.matmul(x.ref, np.transpose(x))
        .sub(halfNorms.ref.reshape([k, 1])).sub(halfNorms.reshape([1, k]));
      return nn.logsumexp(exponents, 1).sum();
    };
    const x = np.array(means).reshape([k, d]);
    if (!gradients) {
      const forward = jax.jit(sum);
      return async () => ({ sum: await forward(x.ref).jsAsync() });
    }
    const both = jax.jit(jax.valueAndGrad(sum));
    return async () => {
      const [value, slope] = both(x.ref);
      return { gradient: await slope.data(), sum: await value.jsAsync() };
    };
  };
}

async function tensorflow() {
  const tf = require("@tensorflow/tfjs");
  require("@tensorflow/tfjs-backend-wasm");
  if (!await tf.setBackend("wasm")) throw new Error("its WASM backend did not start");
  return (means, request) => {
    const { k, d, gradients } = request;
    const sum = (x) =>
      tf.tidy(() => {
        const halfNorms = tf.mul(tf.sum(tf.square(x), 1), 0.5);
        const products = tf.matMul(x, x, false, true);
        const exponents = tf.sub(
          tf.sub(products, tf.reshape(halfNorms, [k, 1])),
          tf.reshape(halfNorms, [1, k]),
        );
        return tf.sum(tf.logSumExp(exponents, 1));
      });
    const x = tf.tensor2d(means, [k, d]);
    if (!gradients) {
      return async () => {
        const value = sum(x);
        const [number] = await value.data();
        value.dispose();
        return { sum: number };
      };
    }
    const both = tf.valueAndGrad(sum);
    return async () => {
      const { value, grad } = both(x);
      const gradient = await grad.data();
      const [number] = await value.data();
      tf.dispose([value, grad]);
      return { gradient, sum: number };
    };
  };
}

const prepare = await (library === "jax" ? jaxJs() : tensorflow());
const name = library === "jax" ? "@jax-js/jax" : "@tensorflow/tfjs";
console.log(JSON.stringify({ versions: { [name]: version(name), Node: process.version } }));

let prepared = { key: "", run: undefined };
for await (const line of createInterface({ input: process.stdin })) {
  const { least, ...request } = JSON.parse(line);
  try {
    if (
      request.mixture !== "shared" || request.estimator !== "kde" || request.precision !== "f32" ||
      request.threads !== 1
    ) {
      throw new Error("not written for this work");
    }
    const key = JSON.stringify(request);
    if (prepared.key !== key) {
      const bytes = readFileSync(`${request.folder}/means.f64`);
      const means = Float32Array.from(
        new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8),
      );
      prepared = { key, run: prepare(means, request) };
      await prepared.run();
    }
    let runs = 0, result;
    const start = performance.now();
    do {
      result = await prepared.run();
      runs++;
    } while (performance.now() - start < 1000 * least);
    const seconds = (performance.now() - start) / 1000 / runs;
    const { sum, gradient } = result;
    const answer = { seconds, value: entropy(sum, request) };
    if (gradient !== undefined) answer.slope = slope(gradient, request);
    console.log(JSON.stringify(answer));
  } catch (error) {
    console.log(JSON.stringify({ error: `${error.name}: ${error.message}` }));
  }
}
process.exit(0);
