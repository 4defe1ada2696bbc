import type { MixtureWith } from "../mixture/component_types.ts";

/**
 * A mixture that was made of others, with the type that follows from theirs: operations keep the names of parameters and batches as
 * their signatures say.
 */
export function madeAs<P extends object, B extends number | undefined>(
  p: MixtureWith<object, number | undefined>,
): MixtureWith<P, B> {
  // which of them there are is decided by values that types do not see
  return p as unknown as MixtureWith<P, B>;
}
