/** More statements than this take a driver seconds to compile. */
export const mostStatements = 3200;
