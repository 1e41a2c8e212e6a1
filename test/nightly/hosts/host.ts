/** What a tool that builds pages needs, for two pages with CASTO in them. */

export interface Host {
  /** With its major version, as a person would say it. */
  name: string;
  /** From npm, beside CASTO: name → range of versions, one major version each. */
  packages: Record<string, string>;
  /** Whose exact versions the test tells. */
  shown: string[];
  /** The least major version of Node that it starts in, where that is more than CASTO needs. */
  node?: number;
  /**
   * Path → text. What documents say stands there as it is, with their channel and their star:
   * the workshop puts the test's in their place.
   */
  files(): Promise<Record<string, string>>;
  /** The npm script `build`. */
  build: string;
  /** The folder that any web server can serve; or the script by which the host serves, in Node, at `PORT`. */
  served: { folder: string } | { script: string; args?: string[] };
  /** Paths of the two pages. */
  pages: { live: string; watch: string };
  /** The framework hears an element's states: it writes them into one of {@link TOLD}, or into the console. */
  hears?: { live?: boolean; watch?: boolean };
}

/** Where frameworks write what state an element has. */
export const TOLD = 'figcaption, output, p';

/** What stands in the documents. */
export const EXAMPLE = { star: 'https://star.example.org', channel: 'my-show' };

export const META = `<meta name="casto-star" content="${EXAMPLE.star}">`;

/** The page that broadcasts from Chromium's own moving test picture. */
export const BROADCAST = `<casto-broadcast channel="${EXAMPLE.channel}" autostart></casto-broadcast>`;
export const PLAYER = `<casto-player channel="${EXAMPLE.channel}" autoplay muted controls></casto-player>`;

/** A page for tools that begin with one. */
export const page = (body: string, script: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Show</title>
    ${META}
  </head>
  <body>
    ${body}
    ${script}
  </body>
</html>
`;

export const moduleScript = (path: string): string =>
  `<script type="module" src="${path}"></script>`;

/** The documents' players have controls; here they are also muted and begin by themselves. */
export const mutedPlayer = (code: string, muted = 'autoplay muted'): string =>
  code.replace(/\bautoplay\s*/, '').replace(/(?=\b(attr:)?controls\b)/, `${muted} `);

/** Vite's own setting for more than one page, put into a document's configuration. */
export const twoPages = (config: string): string =>
  config.replace(
    'plugins:',
    `build: { rolldownOptions: { input: ['live.html', 'watch.html'] } },\n  plugins:`,
  );
