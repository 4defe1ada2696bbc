/** Bytes of a page of memory. */
export const pageBytes = 65536;
/** The most pages of the memory that modules import: 4 GiB. */
export const mostPages = 65536;
