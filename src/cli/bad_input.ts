import { DeviceError, DomainError, ShapeError, UnknownNameError } from "../expr/errors.ts";
import { InputError } from "./errors.ts";

/** Whether an error is about what was handed in, so that its message is all there is to say. */
export function isBadInput(error: unknown): error is Error {
  return [InputError, DomainError, ShapeError, DeviceError, UnknownNameError].some((type) =>
    error instanceof type
  );
}
