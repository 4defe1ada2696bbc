/** How many more elementary steps a computation may take before it gives up. */
export class WorkBudget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** Takes steps from what is left; false once there is nothing left. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return this.#left >= 0;
  }

  /** Whether it asked for more than there was. */
  get isSpent(): boolean {
    return this.#left < 0;
  }
}
