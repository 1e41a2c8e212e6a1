/** The nodes right below one of a syntax tree, as rollup's `this.parse()` gives it. */
export function* children(node) {
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') yield child;
    }
  }
}
