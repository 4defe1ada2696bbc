/** Ends a run that was to look only at which pairs of its first large sweep would be skipped. */
export class LookedAt extends Error {
  override name = "LookedAt";
}
