/** What all pictures look like: they bring their own background, so that a dark page does not swallow their text. */
export const pageStyle = { fontSize: "12px", background: "white", color: "#222" };
