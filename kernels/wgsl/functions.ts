/**
 * WGSL functions that kernels call. `real` is f32, or a vector of them for the rows of a thread; `truth` the same of bool.
 * Each name lists the functions it calls itself. Accuracies are relative to f64 on the whole domain unless said otherwise.
 */
export interface WgslFunction {
  readonly code: string;
  readonly needs?: readonly FunctionName[];
}

/** The names of the functions. */
export type FunctionName =
  | "logOf"
  | "log1pOf"
  | "sinOf"
  | "cosOf"
  | "tanhOf"
  | "atanOf"
  | "powOf"
  | "quantileOf"
  | "uniformOf"
  | "philox"
  | "mulHigh";

/** The functions by name. */
export const functions: { readonly [K in FunctionName]: WgslFunction } = {
  logOf: {
    code: `// ln x; the floor, for −∞, at 0 and below
fn logOf(x: real) -> real {
  return select(log(max(x, real(tiny))), real(lowest), x <= real(0.0));
}`,
  },
  log1pOf: {
    needs: ["logOf"],
    // with z = x/(2 + x), ln(1 + x) = 2 artanh z = 2z(1 + z²/3 + z⁴/5 + …); |z| ≤ 1/3 for |x| ≤ ½, the rest is below 2⁻²⁶
    code: `// ln(1 + x) = 2 artanh(x/(2 + x)) near 0
fn log1pOf(x: real) -> real {
  let z = x / (max(x, real(-0.5)) + 2.0);
  let q = z * z;
  let near = 2.0 * z * (1.0 + q * (0.33333333 + q * (0.2 + q * (0.14285714 + q * (0.11111111 +
    q * (0.09090909 + q * (0.07692308 + q * 0.06666667)))))));
  return select(logOf(1.0 + x), near, abs(x) <= real(0.5));
}`,
  },
  sinOf: {
    // Cephes sinf and cosf (Moshier 1989): reduction by π/2 in three parts, then minimax polynomials; |x| < 8192
    code: `// sin x
fn sinOf(x: real) -> real {
  let n = round(x * 0.63661977);
  let r = ((x - n * 1.5703125) - n * 4.8375129699707e-4) - n * 7.549789948768648e-8;
  let q = r * r;
  let sine = r + r * q * (-0.16666654611 + q * (8.3321608736e-3 - q * 1.9515295891e-4));
  let cosine = 1.0 - 0.5 * q +
    q * q * (4.166664568298827e-2 + q * (-1.388731625493765e-3 + q * 2.443315711809948e-5));
  let quarter = n - 4.0 * floor(0.25 * n);
  let odd = (quarter == real(1.0)) | (quarter == real(3.0));
  let value = select(sine, cosine, odd);
  return select(value, -value, quarter >= real(2.0));
}`,
  },
  cosOf: {
    code: `// cos x
fn cosOf(x: real) -> real {
  let n = round(x * 0.63661977);
  let r = ((x - n * 1.5703125) - n * 4.8375129699707e-4) - n * 7.549789948768648e-8;
  let q = r * r;
  let sine = r + r * q * (-0.16666654611 + q * (8.3321608736e-3 - q * 1.9515295891e-4));
  let cosine = 1.0 - 0.5 * q +
    q * q * (4.166664568298827e-2 + q * (-1.388731625493765e-3 + q * 2.443315711809948e-5));
  let quarter = n - 4.0 * floor(0.25 * n);
  let odd = (quarter == real(1.0)) | (quarter == real(3.0));
  let value = select(cosine, sine, odd);
  return select(value, -value, (quarter == real(1.0)) | (quarter == real(2.0)));
}`,
  },
  tanhOf: {
    // Cephes tanhf (Moshier 1989): a polynomial below 0.625, 1 − 2/(exp 2|x| + 1) above
    code: `// tanh x
fn tanhOf(x: real) -> real {
  let q = x * x;
  let near = x + x * q * (-3.33332819422e-1 + q * (1.33314422036e-1 + q * (-5.37397155531e-2 +
    q * (2.06390887954e-2 - q * 5.70498872745e-3))));
  let far = sign(x) * (1.0 - 2.0 / (exp(min(2.0 * abs(x), real(40.0))) + 1.0));
  return select(far, near, abs(x) < real(0.625));
}`,
  },
  atanOf: {
    // Cephes atanf (Moshier 1989): about 0, π/4 or π/2, a polynomial in the tangent of the rest, which is at most tan π/8
    code: `// the angle whose tangent is x
fn atanOf(x: real) -> real {
  let size = abs(x);
  let isFar = size > real(2.41421356237);
  let isMiddle = size > real(0.41421356237);
  let near = select(size, (size - 1.0) / (size + 1.0), isMiddle);
  let t = select(near, -1.0 / max(size, real(1.0)), isFar);
  let about = select(select(real(0.0), real(0.78539816339), isMiddle), real(1.57079632679), isFar);
  let q = t * t;
  let rest = t + t * q * (-3.33329491539e-1 + q * (1.99777106478e-1 + q * (-1.38776856032e-1 +
    q * 8.05374449538e-2)));
  return sign(x) * (about + rest);
}`,
  },
  powOf: {
    code: `// x to the power y, for x ≥ 0
fn powOf(x: real, y: real) -> real {
  let value = exp2(min(y * log2(max(x, real(tiny))), real(120.0)));
  return select(value, select(real(0.0), real(1.0), y == real(0.0)), x <= real(0.0));
}`,
  },
  quantileOf: {
    // Algorithm AS 241, PPND7 (Wichura 1988): relative error 2⁻²³ or so, by rational functions in |u − ½| and √(−ln tail)
    code: `// the quantile of the standard normal distribution, 0 < u < 1
fn quantileOf(u: real) -> real {
  let q = u - 0.5;
  let c = 0.180625 - q * q;
  let middle = q * (((5.9109374720e+01 * c + 1.5929113202e+02) * c + 5.0434271938e+01) * c +
    3.3871327179e+00) / (((6.7187563600e+01 * c + 7.8757757664e+01) * c + 1.7895169469e+01) * c + 1.0);
  let r = sqrt(-log(clamp(min(u, 1.0 - u), real(tiny), real(0.5))));
  let s = r - 1.6;
  let shoulder = (((1.7023821103e-01 * s + 1.3067284816e+00) * s + 2.7568153900e+00) * s +
    1.4234372777e+00) / ((1.2021132975e-01 * s + 7.3700164250e-01) * s + 1.0);
  let t = r - 5.0;
  let far = (((1.7337203997e-02 * t + 4.2868294337e-01) * t + 3.0812263860e+00) * t +
    6.6579051150e+00) / ((1.2258202635e-02 * t + 2.4197894225e-01) * t + 1.0);
  let tail = select(far, shoulder, r <= real(5.0));
  return select(select(tail, -tail, q < real(0.0)), middle, abs(q) <= real(0.425));
}`,
  },
  mulHigh: {
    code: `// the upper 32 bits of a product, by halves of 16 bits
fn mulHigh(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffffu;
  let aHigh = a >> 16u;
  let bLow = b & 0xffffu;
  let bHigh = b >> 16u;
  let middle = aHigh * bLow + ((aLow * bLow) >> 16u);
  let carry = (middle & 0xffffu) + aLow * bHigh;
  return aHigh * bHigh + (middle >> 16u) + (carry >> 16u);
}`,
  },
  philox: {
    needs: ["mulHigh"],
    code: `// Philox 4×32-10 (Salmon et al. 2011)
fn philox(counter: vec4<u32>, key: vec2<u32>) -> vec4<u32> {
  var c = counter;
  var k = key;
  for (var round = 0u; round < 10u; round++) {
    let high0 = mulHigh(0xd2511f53u, c.x);
    let high1 = mulHigh(0xcd9e8d57u, c.z);
    c = vec4<u32>(high1 ^ c.y ^ k.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ k.y, 0xd2511f53u * c.x);
    k += vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}`,
  },
  uniformOf: {
    needs: ["philox"],
    // the same integers as on the CPU: u = (m + ½)·2⁻⁵³ rounded to f32, and kept below 1
    code: `// uniform on (0, 1); the counters are whole numbers below 2²⁴
fn uniformOf(seed: f32, stream: f32, index: f32, coordinate: f32) -> f32 {
  let words = philox(vec4<u32>(u32(index), 0u, u32(coordinate), u32(stream)), vec2<u32>(u32(seed), 0u));
  let high = f32(words.x >> 5u);
  let low = f32(words.y >> 6u) + 0.5;
  return min(high * 7.450580596923828e-9 + low * 1.1102230246251565e-16, 0.99999994);
}`,
  },
};

/** The text of some functions and of those they call, each once, callees first. */
export function functionsText(names: Iterable<FunctionName>): string {
  const done = new Set<FunctionName>();
  const add = (name: FunctionName) => {
    if (done.has(name)) return;
    functions[name].needs?.forEach(add);
    done.add(name);
  };
  for (const name of names) add(name);
  return [...done].map((name) => functions[name].code).join("\n\n");
}
