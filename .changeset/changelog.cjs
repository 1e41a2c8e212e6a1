/**
 * How a changeset stands in CHANGELOG.md: its first line as an item, the rest below it. Changesets' own is a part of a
 * package that is fetched for a release alone, and is looked for in this project's.
 */
module.exports = {
  async getReleaseLine({ summary }) {
    const [first, ...rest] = summary.trim().split('\n');
    return [`- ${first}`, ...rest.map((line) => (line ? `  ${line}` : ''))].join('\n');
  },
  async getDependencyReleaseLine() {
    return '';
  },
};
