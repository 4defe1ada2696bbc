/** What an integral may cost, and who is told how far it is. */
export interface Effort {
  /** By how much the value may be wrong. */
  readonly tolerance: number;
  /** The most densities of components at points. */
  readonly maxWork: number;
  /** Whether slopes are asked for. */
  readonly gradient?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the share of the work that is done. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}
