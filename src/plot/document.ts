/** An element of a picture, as far as one is looked at here; those of pages are such. */
export interface DrawnElement {
  /** The element as text. */
  readonly outerHTML: string;
  /** Gives it an attribute. */
  setAttribute(name: string, value: string): void;
  /** Puts others into it, at the end. */
  append(...children: DrawnElement[]): void;
  /** The text in it. */
  textContent: string | null;
}

/** What makes elements: the document of a page, or one that stands for it, as that of linkedom or jsdom. */
export interface DrawingDocument {
  /** Makes an element of SVG. */
  createElementNS(space: "http://www.w3.org/2000/svg", name: string): DrawnElement;
}

/** The document that was given, or that of the page. Types of documents differ: what one is shows here. */
export function documentOf(given: object | undefined): DrawingDocument {
  const found = given ?? (globalThis as { readonly document?: object }).document;
  if (found !== undefined && "createElementNS" in found) return found as DrawingDocument;
  throw new TypeError(
    `Expected a document to draw in, got ${
      found === undefined ? "none" : "an object that makes no elements"
    }: outside of a page give that of linkedom, new DOMParser().parseFromString("<html></html>", "text/html")`,
  );
}

/** An element of SVG with attributes, and text or children in it. */
export function element(
  page: DrawingDocument,
  name: string,
  attributes: { readonly [name: string]: string | number },
  inside: string | readonly DrawnElement[] = [],
): DrawnElement {
  const made = page.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (typeof inside === "string") made.textContent = inside;
  else made.append(...inside);
  return made;
}

/**
 * The text of a picture, as a file of its own.
 *
 * @example
 * ```ts
 * import { plotBracket, svgText } from "@mixtropy/mixtropy/plot";
 * import { DOMParser } from "linkedom";
 * const document = new DOMParser().parseFromString("<html></html>", "text/html");
 * const picture = plotBracket({ kl: [1.2, 1.9], entropy: 1.5 }, { document });
 * console.log(svgText(picture).startsWith("<svg")); // true
 * ```
 */
export function svgText(picture: DrawnElement): string {
  const text = picture.outerHTML;
  return text.includes("xmlns=")
    ? text
    : text.replace(/^<svg /, '<svg xmlns="http://www.w3.org/2000/svg" ');
}
