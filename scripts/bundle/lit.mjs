/** True for what the npm package leaves to the author's project: lit, of which a server has its own. */
export const isLit = (id) => /^(lit|lit-html|lit-element|@lit\/.*)(\/|$)/.test(id);
