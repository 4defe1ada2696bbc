/** A sum that carries its rounding along (Neumaier 1974), and the sum of the sizes of its terms. */
export class CompensatedTotal {
  #sum = 0;
  #lost = 0;
  #size = 0;

  /** Adds a term. */
  add(term: number): void {
    const sum = this.#sum + term;
    this.#lost += Math.abs(this.#sum) >= Math.abs(term)
      ? (this.#sum - sum) + term
      : (term - sum) + this.#sum;
    this.#sum = sum;
    this.#size += Math.abs(term);
  }

  /** The sum of the terms, rounded once but for terms of second order. */
  get value(): number {
    return this.#sum + this.#lost;
  }

  /** Σ |term|. */
  get size(): number {
    return this.#size;
  }
}
