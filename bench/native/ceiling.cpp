// What the processor itself can do: two of the library's hot loops, written for the machine.
//
//   lse       fᵢ = ln Σⱼ exp(−½‖xᵢ − xⱼ‖²), differences taken
//   cholesky  fᵢ = ln Σⱼ cⱼ exp(−Bᵢⱼ), B the Bhattacharyya distance of Gaussians with full covariances: one LDLᵀ
//             factorisation of ½(Σᵢ + Σⱼ) for each pair, different pairs in the lanes, each unordered pair once
//
// as GNU vectors of 128 or 512 bits, which compile to the instructions that the intrinsics name (-O3 -march=native).
// Each line of standard input, or the arguments, is one request:
//
//   lse|cholesky f64|f32 128|128symmetric|512|512symmetric THREADS K FOLDER LEAST_SECONDS
//
// and is answered by one line of JSON: work, variant, precision, threads, seconds of one run, and value, the mean of f
// (lse), or Σᵢ cᵢ fᵢ (cholesky). FOLDER has means.f64 [k, 10], and weights.f64 and spread.f64 [k, 10, 10] for cholesky.
// Before anything is timed, every 16th row is compared with long double arithmetic and the C library's exp.

#include <omp.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

constexpr int D = 10;
constexpr int TRIANGLE = D * (D + 1) / 2;
constexpr int ROWS = 4;  // rows of a tile; its columns are two vectors

template <class T, int BYTES>
struct Vector {
  using Number = T;
  using Integer = std::conditional_t<sizeof(T) == 8, int64_t, int32_t>;
  static constexpr int LANES = BYTES / sizeof(T);
  typedef T V __attribute__((vector_size(BYTES)));
  typedef T Unaligned __attribute__((vector_size(BYTES), aligned(sizeof(T))));
  typedef Integer I __attribute__((vector_size(BYTES)));
  static V load(const T* from) { return *reinterpret_cast<const Unaligned*>(from); }
  static void store(T* to, V v) { *reinterpret_cast<Unaligned*>(to) = v; }
  static V all(T x) { return x - V{}; }
  static double sum(V v) {
    double total = 0;
    for (int lane = 0; lane < LANES; lane++) total += v[lane];
    return total;
  }
};

// exp for x ≤ 0: x = n ln 2 + r, |r| ≤ ½ ln 2, Chebyshev fit of eʳ (degree 11, error 1e-17; for float degree 6, 3e-9), exponent
// bits moved by n. Below −700 (−87) the result stays at exp(−700), which no sum of at least 1 can see.
template <class S>
inline typename S::V exponential(typename S::V x) {
  using V = typename S::V;
  using I = typename S::I;
  using T = typename S::Number;
  constexpr bool wide = sizeof(T) == 8;
  const V least = S::all(wide ? T(-700) : T(-87));
  x = x < least ? least : x;
  const V magic = S::all(wide ? T(0x1.8p52) : T(0x1.8p23));
  const V shifted = x * T(0x1.71547652b82fep+0) + magic;
  const V n = shifted - magic;
  V r, p;
  if constexpr (wide) {
    r = x - n * T(0x1.62e42fefp-1);
    r = r - n * T(0x1.473de6af278edp-34);
    constexpr double c[] = {
        0.99999999999999999693,     0.99999999999999999976,     0.50000000000000183857,    0.16666666666666680806,
        0.041666666666488094132,    0.0083333333333196005061,   0.00138888889523151378,    0.0001984126989004739296,
        0.000024801485481939764151, 2.7557240918280045973e-6,   2.7632639782881210346e-7,  2.5110037716573576478e-8};
    p = S::all(c[11]);
#pragma GCC unroll 16
    for (int t = 10; t >= 0; t--) p = p * r + T(c[t]);
    return (V)((I)p + ((I)shifted << 52));
  } else {
    r = x - n * T(0x1.62e4p-1);
    r = r - n * T(0x1.7f7d1cp-20);
    constexpr float c[] = {1.0f, 1.0000000377164298669f, 0.50000000471180274949f, 0.16666415513693906628f,
                           0.041666352895576919969f, 0.0083751264780335992269f, 0.0013941108533739813961f};
    p = S::all(c[6]);
#pragma GCC unroll 16
    for (int t = 5; t >= 0; t--) p = p * r + T(c[t]);
    return (V)((I)p + ((I)shifted << 23));
  }
}

std::vector<double> numbers(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<double> data(file.tellg() / 8);
  file.seekg(0);
  file.read(reinterpret_cast<char*>(data.data()), data.size() * 8);
  return data;
}

struct Mixture {
  int k = 0;
  std::string folder;
  std::vector<double> means, weights, spread;
};

// Rows of a table laid out for the lanes: table[a * stride + i], padded to whole blocks of columns.
template <class T>
std::vector<T> transposed(const std::vector<double>& rows, int k, int width, int stride, T padding) {
  std::vector<T> table(size_t(width) * stride, padding);
  for (int i = 0; i < k; i++) {
    for (int a = 0; a < width; a++) table[size_t(a) * stride + i] = T(rows[size_t(i) * width + a]);
  }
  return table;
}

// ---- log-sum-exp of −½‖xᵢ − xⱼ‖²: the sum is at least the own pair's 1, so no maximum is needed

template <class S>
struct LogSumExp {
  using T = typename S::Number;
  using V = typename S::V;
  static constexpr int BLOCK = 2 * S::LANES < ROWS ? ROWS : 2 * S::LANES;
  int k, stride;
  std::vector<T> x;

  explicit LogSumExp(const Mixture& m)
      : k(m.k), stride((m.k + BLOCK - 1) / BLOCK * BLOCK), x(transposed<T>(m.means, m.k, D, stride, T(1e4))) {}

  // Rows i … i + 3 against the columns from `start` up to `stop`; into their sums and, if asked for, the columns' own.
  template <bool COLUMNS>
  void rows(int i, int start, int stop, double* sums, T* columns) const {
    V total[ROWS] = {};
    for (int j = start; j < stop; j += 2 * S::LANES) {
      V square[ROWS][2] = {};
#pragma GCC unroll 16
      for (int a = 0; a < D; a++) {
        const T* column = &x[size_t(a) * stride];
        const V left = S::load(column + j), right = S::load(column + j + S::LANES);
#pragma GCC unroll 4
        for (int r = 0; r < ROWS; r++) {
          const V own = S::all(column[i + r]);
          const V u = own - left, v = own - right;
          square[r][0] += u * u;
          square[r][1] += v * v;
        }
      }
      V across[2] = {};
#pragma GCC unroll 4
      for (int r = 0; r < ROWS; r++) {
        const V u = exponential<S>(square[r][0] * T(-0.5)), v = exponential<S>(square[r][1] * T(-0.5));
        total[r] += u + v;
        if (COLUMNS) across[0] += u, across[1] += v;
      }
      if (COLUMNS) {
        S::store(columns + j, S::load(columns + j) + across[0]);
        S::store(columns + j + S::LANES, S::load(columns + j + S::LANES) + across[1]);
      }
    }
    for (int r = 0; r < ROWS; r++) sums[i + r] += S::sum(total[r]);
  }

  std::vector<double> run(bool symmetric, int threads) const {
    std::vector<double> sums(stride, 0.0);
#pragma omp parallel num_threads(threads)
    {
      std::vector<T> columns(symmetric ? stride : 0, T(0));
#pragma omp for schedule(dynamic, 4)
      for (int block = 0; block < stride; block += BLOCK) {
        for (int i = block; i < block + BLOCK; i += ROWS) {
          if (symmetric) {
            rows<false>(i, block, block + BLOCK, sums.data(), nullptr);
            rows<true>(i, block + BLOCK, stride, sums.data(), columns.data());
          } else {
            rows<false>(i, 0, stride, sums.data(), nullptr);
          }
        }
      }
      if (symmetric) {
#pragma omp critical
        for (int j = 0; j < stride; j++) sums[j] += columns[j];
      }
    }
    sums.resize(k);
    for (double& sum : sums) sum = std::log(sum);
    return sums;
  }
};

// ---- exp(−B) = |Σᵢ|^¼ |Σⱼ|^¼ |W|^−½ exp(−⅛ δᵀW⁻¹δ), W = ½(Σᵢ + Σⱼ) = L diag(p) Lᵀ

template <class T>
T quarterRootOfDeterminant(const double* matrix) {
  long double l[D][D], determinant = 1;
  for (int a = 0; a < D; a++) {
    for (int b = 0; b <= a; b++) {
      long double s = matrix[a * D + b];
      for (int c = 0; c < b; c++) s -= l[a][c] * l[b][c];
      l[a][b] = a == b ? std::sqrt(s) : s / l[b][b];
    }
    determinant *= l[a][a];
  }
  return T(std::sqrt(determinant));
}

template <class S>
struct PairCholesky {
  using T = typename S::Number;
  using V = typename S::V;
  static constexpr int BLOCK = S::LANES;
  int k, stride;
  std::vector<T> mean, triangle, root, weight;  // halves of the matrices

  explicit PairCholesky(const Mixture& m) : k(m.k), stride((m.k + BLOCK - 1) / BLOCK * BLOCK) {
    std::vector<double> lower(size_t(k) * TRIANGLE);
    root.assign(stride, T(0));
    weight.assign(stride, T(0));
    for (int i = 0; i < k; i++) {
      const double* matrix = &m.spread[size_t(i) * D * D];
      for (int a = 0, t = 0; a < D; a++) {
        for (int b = 0; b <= a; b++) lower[size_t(i) * TRIANGLE + t++] = 0.5 * matrix[a * D + b];
      }
      root[i] = quarterRootOfDeterminant<T>(matrix);
      weight[i] = T(m.weights[i]);
    }
    mean = transposed<T>(m.means, k, D, stride, T(0));
    triangle = transposed<T>(lower, k, TRIANGLE, stride, T(0));
    for (int i = k; i < stride; i++) {  // padding: any positive definite matrix; its root and weight are zero
      for (int a = 0; a < D; a++) triangle[size_t(a * (a + 3) / 2) * stride + i] = T(1);
    }
  }

  V kernel(int i, int j) const {
    V l[TRIANGLE], y[D];
    V square = {}, product = S::all(T(1));
#pragma GCC unroll 16
    for (int a = 0; a < D; a++) {
      const int row = a * (a + 1) / 2;
      V scaled[D];  // l[a][c] p[c]
      y[a] = S::all(mean[size_t(a) * stride + i]) - S::load(&mean[size_t(a) * stride + j]);
#pragma GCC unroll 16
      for (int b = 0; b <= a; b++) {
        const size_t at = size_t(row + b) * stride;
        V s = S::all(triangle[at + i]) + S::load(&triangle[at + j]);
#pragma GCC unroll 16
        for (int c = 0; c < b; c++) s -= scaled[c] * l[b * (b + 1) / 2 + c];
        if (b < a) {
          scaled[b] = s;
          l[row + b] = s * l[b * (b + 1) / 2 + b];  // the diagonal of l keeps 1/p
          y[a] -= l[row + b] * y[b];
        } else {
          // p[a] = W[a][a] − Σ l[a][c]² p[c]
          V p = S::all(triangle[at + i]) + S::load(&triangle[at + j]);
#pragma GCC unroll 16
          for (int c = 0; c < a; c++) p -= scaled[c] * l[row + c];
          l[row + a] = T(1) / p;
          product *= p;
        }
      }
      square += y[a] * y[a] * l[row + a];
    }
    V factor;
    for (int lane = 0; lane < S::LANES; lane++) factor[lane] = std::sqrt(product[lane]);
    return root[i] * S::load(&root[j]) / factor * exponential<S>(square * T(-0.125));
  }

  std::vector<double> run(bool, int threads) const {
    std::vector<double> sums(stride, 0.0);
#pragma omp parallel num_threads(threads)
    {
      std::vector<T> columns(stride, T(0));
#pragma omp for schedule(dynamic, 4)
      for (int block = 0; block < stride; block += BLOCK) {
        for (int i = block; i < block + BLOCK; i++) {
          const V own = S::load(&weight[block]) * kernel(i, block);
          V total = own;
          for (int j = block + BLOCK; j < stride; j += BLOCK) {
            const V value = kernel(i, j);
            total += S::load(&weight[j]) * value;
            S::store(&columns[j], S::load(&columns[j]) + weight[i] * value);
          }
          sums[i] += S::sum(total);
        }
      }
#pragma omp critical
      for (int j = 0; j < stride; j++) sums[j] += columns[j];
    }
    sums.resize(k);
    for (double& sum : sums) sum = std::log(sum);
    return sums;
  }
};

// ---- the slow versions, in long double

long double slowLogSumExp(const Mixture& m, int i) {
  long double sum = 0;
  for (int j = 0; j < m.k; j++) {
    long double square = 0;
    for (int a = 0; a < D; a++) {
      const long double delta = (long double)m.means[i * D + a] - m.means[j * D + a];
      square += delta * delta;
    }
    sum += std::exp(-square / 2);
  }
  return std::log(sum);
}

long double slowBhattacharyya(const Mixture& m, int i) {
  auto factor = [](const long double* s, long double l[D][D]) {
    long double log = 0;
    for (int a = 0; a < D; a++) {
      for (int b = 0; b <= a; b++) {
        long double rest = s[a * D + b];
        for (int c = 0; c < b; c++) rest -= l[a][c] * l[b][c];
        l[a][b] = a == b ? std::sqrt(rest) : rest / l[b][b];
      }
      log += 2 * std::log(l[a][a]);
    }
    return log;
  };
  long double sum = 0, s[D * D], l[D][D];
  auto logDeterminant = [&](int at) {
    for (int t = 0; t < D * D; t++) s[t] = m.spread[size_t(at) * D * D + t];
    return factor(s, l);
  };
  const long double own = logDeterminant(i);
  for (int j = 0; j < m.k; j++) {
    const long double other = logDeterminant(j);
    for (int t = 0; t < D * D; t++) {
      s[t] = 0.5L * ((long double)m.spread[size_t(i) * D * D + t] + m.spread[size_t(j) * D * D + t]);
    }
    const long double log = factor(s, l);
    long double y[D], square = 0;
    for (int a = 0; a < D; a++) {
      y[a] = (long double)m.means[i * D + a] - m.means[j * D + a];
      for (int b = 0; b < a; b++) y[a] -= l[a][b] * y[b];
      y[a] /= l[a][a];
      square += y[a] * y[a];
    }
    sum += m.weights[j] * std::exp(-(square / 8 + log / 2 - (own + other) / 4));
  }
  return std::log(sum);
}

// ---- requests

double secondsNow() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class Loop>
std::string answer(const Mixture& m, const std::string& work, const std::string& variant, const std::string& precision,
                   int threads, double least, bool verify) {
  const Loop loop(m);
  const bool symmetric = variant.find("symmetric") != std::string::npos;
  std::vector<double> f = loop.run(symmetric, threads);
  if (verify) {
    const double tolerance = precision == "f64" ? 1e-12 : 2e-5;
    for (int i = 0; i < m.k; i += 16) {
      const long double truth = work == "lse" ? slowLogSumExp(m, i) : slowBhattacharyya(m, i);
      if (!(std::fabs(double(f[i] - truth)) <= tolerance * (1 + std::fabs(double(truth))))) {
        std::ostringstream text;
        text << "row " << i << " is " << f[i] << ", not " << double(truth);
        throw std::runtime_error(text.str());
      }
    }
  }
  int runs = 0;
  const double start = secondsNow();
  do f = loop.run(symmetric, threads), runs++;
  while (secondsNow() - start < least);
  const double seconds = (secondsNow() - start) / runs;
  double value = 0;
  for (int i = 0; i < m.k; i++) value += f[i] * (work == "lse" ? 1.0 / m.k : m.weights[i]);
  char line[400];
  std::snprintf(line, sizeof line,
                "{\"work\":\"%s\",\"variant\":\"%s\",\"precision\":\"%s\",\"threads\":%d,\"seconds\":%.9g,\"value\":%.17g}",
                work.c_str(), variant.c_str(), precision.c_str(), threads, seconds, value);
  return line;
}

template <class S>
std::string answerIn(const Mixture& m, const std::string& work, const std::string& variant, const std::string& precision,
                     int threads, double least, bool verify) {
  return work == "lse" ? answer<LogSumExp<S>>(m, work, variant, precision, threads, least, verify)
                       : answer<PairCholesky<S>>(m, work, variant, precision, threads, least, verify);
}

std::string respond(const std::string& request) {
  static Mixture m;
  static std::set<std::string> verified;
  std::string work, precision, variant, folder;
  int threads = 1, k = 0;
  double least = 0.01;
  std::istringstream(request) >> work >> precision >> variant >> threads >> k >> folder >> least;
  if (work != "lse" && work != "cholesky") throw std::runtime_error("unknown work: " + work);
  if (m.folder != folder) {
    m.means = numbers(folder + "/means.f64");
    m.weights = work == "cholesky" ? numbers(folder + "/weights.f64") : std::vector<double>();
    m.spread = work == "cholesky" ? numbers(folder + "/spread.f64") : std::vector<double>();
    m.k = k;
    if (int(m.means.size()) != k * D) throw std::runtime_error("expected means of 10 coordinates in " + folder);
    m.folder = folder;
  }
  const bool verify = verified.insert(work + precision + variant + folder).second;
  const bool f64 = precision == "f64", wide = variant.rfind("512", 0) == 0;
#ifndef __AVX512F__
  if (wide) throw std::runtime_error("the processor has no AVX-512");
#else
  if (wide && f64) return answerIn<Vector<double, 64>>(m, work, variant, precision, threads, least, verify);
  if (wide) return answerIn<Vector<float, 64>>(m, work, variant, precision, threads, least, verify);
#endif
  if (f64) return answerIn<Vector<double, 16>>(m, work, variant, precision, threads, least, verify);
  return answerIn<Vector<float, 16>>(m, work, variant, precision, threads, least, verify);
}

void print(const std::string& request) {
  try {
    std::cout << respond(request) << std::endl;
  } catch (const std::exception& error) {
    std::cout << "{\"error\":\"" << error.what() << "\"}" << std::endl;
  }
}

int main(int count, char** arguments) {
  std::string request;
  for (int t = 1; t < count; t++) request += std::string(arguments[t]) + " ";
  if (count > 1) print(request);
  else while (std::getline(std::cin, request)) print(request);
}
