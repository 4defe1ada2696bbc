/** Sums Sᵢ = Σⱼ wⱼ exp(−½Dᵢⱼ²) of all rows. */
export interface GaussSumResults {
  /** ln Sᵢ. */
  readonly logs: Float64Array;
  /** The means of (x − y)ₐ, and of D², by the shares wⱼ exp(−½Dᵢⱼ²)/Sᵢ, in widths of the kernel; 0 where Sᵢ is 0. */
  readonly slopes: Float64Array | undefined;
  readonly squares: Float64Array | undefined;
}
