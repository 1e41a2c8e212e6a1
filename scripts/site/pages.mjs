/** The site's pages, in the order of its navigation. */

/**
 * `source` is a Markdown file of the project; pages without one are made from the manifest
 * (`scripts/site/reference.mjs`).
 * @typedef {{ url: string, title: string, source: string }} SourcePage
 * @type {{ title: string, pages: SourcePage[] }[]}
 */
export const SECTIONS = [
  {
    title: 'Start',
    pages: [
      { url: 'index.html', title: 'Overview', source: 'README.md' },
      { url: 'tutorial.html', title: 'On air in five minutes', source: 'docs/tutorial.md' },
      { url: 'examples.html', title: 'Live examples', source: 'docs/examples.md' },
    ],
  },
  {
    title: 'Put it in a page',
    pages: [
      { url: 'embedding.html', title: 'Embedding', source: 'docs/embedding.md' },
      { url: 'react.html', title: 'React', source: 'docs/react.md' },
      { url: 'vue.html', title: 'Vue', source: 'docs/vue.md' },
      { url: 'svelte.html', title: 'Svelte', source: 'docs/svelte.md' },
      { url: 'frameworks.html', title: 'Other frameworks', source: 'docs/frameworks.md' },
      { url: 'wordpress.html', title: 'WordPress', source: 'docs/wordpress.md' },
      { url: 'sizes.html', title: 'Sizes and conditions', source: 'docs/sizes.md' },
    ],
  },
  { title: 'Elements', pages: [] },
  {
    title: 'Run it',
    pages: [
      { url: 'hosting.html', title: 'Pages and star together', source: 'docs/hosting.md' },
      { url: 'star.html', title: 'Your own star', source: 'docs/star.md' },
      { url: 'turn.html', title: 'TURN and strict networks', source: 'docs/turn.md' },
      { url: 'troubleshooting.html', title: 'Troubleshooting', source: 'docs/troubleshooting.md' },
    ],
  },
  {
    title: 'Understand it',
    pages: [
      { url: 'reference.html', title: 'Reference', source: 'docs/reference.md' },
      { url: 'architecture.html', title: 'Architecture', source: 'docs/architecture.md' },
      { url: 'protocol.html', title: 'Protocol', source: 'docs/protocol.md' },
      { url: 'performance.html', title: 'Performance', source: 'docs/performance.md' },
      { url: 'resilience.html', title: 'Resilience', source: 'docs/resilience.md' },
      { url: 'codelab.html', title: 'libp2p code lab', source: 'docs/codelab.md' },
      { url: 'contributing.html', title: 'Contributing', source: 'CONTRIBUTING.md' },
    ],
  },
];

/** The section that the generated pages go to. */
export const ELEMENTS = 'Elements';
