/** A part of a picture: what it draws, how high it is, and what is to be said below it. */
export interface Part {
  readonly content: readonly string[];
  readonly height: number;
  readonly notes: readonly string[];
}
