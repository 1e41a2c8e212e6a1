/** Angular with its server: the files of `ng new --ssr` that matter, and two routes. */
import { snippet } from '../../browser/harness/index.js';
import { EXAMPLE, type Host, META, mutedPlayer } from './host.js';

const SETTINGS = {
  version: 1,
  projects: {
    hosts: {
      projectType: 'application',
      root: '',
      sourceRoot: 'src',
      architect: {
        build: {
          builder: '@angular/build:application',
          options: {
            browser: 'src/main.ts',
            tsConfig: 'tsconfig.json',
            server: 'src/main.server.ts',
            outputMode: 'server',
            // Angular's server answers only those who call it by a name that it knows.
            security: { allowedHosts: ['127.0.0.1'] },
            ssr: { entry: 'src/server.ts' },
          },
          configurations: {
            production: {
              // The starter's: what the page loads at first has to stay below.
              budgets: [{ type: 'initial', maximumWarning: '500kB', maximumError: '1MB' }],
              outputHashing: 'all',
            },
          },
          defaultConfiguration: 'production',
        },
      },
    },
  },
};

const TYPES = {
  compilerOptions: {
    noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    skipLibCheck: true,
    isolatedModules: true,
    experimentalDecorators: true,
    importHelpers: true,
    target: 'ES2022',
    module: 'preserve',
    types: ['node'],
  },
  include: ['src/**/*.ts'],
};

const SERVER = `import {
  AngularNodeAppEngine,
  createNodeRequestHandler,
  writeResponseToNodeResponse,
} from '@angular/ssr/node';
import express from 'express';
import { join } from 'node:path';

const app = express();
const angularApp = new AngularNodeAppEngine();
app.use(
  express.static(join(import.meta.dirname, '../browser'), {
    maxAge: '1y',
    index: false,
    redirect: false,
  }),
);
app.use((req, res, next) => {
  angularApp
    .handle(req)
    .then((response) => (response ? writeResponseToNodeResponse(response, res) : next()))
    .catch(next);
});
if (process.env['PORT']) app.listen(Number(process.env['PORT']), '127.0.0.1');

export const reqHandler = createNodeRequestHandler(app);
`;

const files: Record<string, string> = {
  'angular.json': JSON.stringify(SETTINGS),
  'tsconfig.json': JSON.stringify(TYPES),
  'src/index.html': `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Hosts</title>
  <base href="/">
  ${META}
</head>
<body>
  <app-root></app-root>
</body>
</html>
`,
  'src/main.ts': `import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';

bootstrapApplication(App, appConfig).catch((err) => console.error(err));
`,
  'src/main.server.ts': `import { BootstrapContext, bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { config } from './app/app.config.server';

export default (context: BootstrapContext) => bootstrapApplication(App, config, context);
`,
  'src/server.ts': SERVER,
  'src/app/app.ts': `import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';

@Component({ imports: [RouterOutlet], selector: 'app-root', template: '<router-outlet />' })
export class App {}
`,
  'src/app/app.config.ts': `import { ApplicationConfig, provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideClientHydration } from '@angular/platform-browser';
import { provideRouter } from '@angular/router';
import { routes } from './app.routes';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes),
    provideClientHydration(),
  ],
};
`,
  'src/app/app.config.server.ts': `import { ApplicationConfig, mergeApplicationConfig } from '@angular/core';
import { provideServerRendering, RenderMode, withRoutes } from '@angular/ssr';
import { appConfig } from './app.config';

const serverConfig: ApplicationConfig = {
  providers: [
    provideServerRendering(withRoutes([{ path: '**', renderMode: RenderMode.Server }])),
  ],
};

export const config = mergeApplicationConfig(appConfig, serverConfig);
`,
  'src/app/app.routes.ts': `import { Routes } from '@angular/router';
import { Live } from './live';
import { Show } from './show';

export const routes: Routes = [
  { path: 'live', component: Live },
  { path: 'watch', component: Show },
];
`,
  'src/app/live.ts': `import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import 'casto/broadcast';
import type { BroadcastState, CastoStateChangeEvent } from 'casto/broadcast';

@Component({
  selector: 'app-live',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: \`
    <casto-broadcast
      channel="${EXAMPLE.channel}"
      autostart
      (casto-statechange)="onState($any($event))"
    ></casto-broadcast>
    <p>{{ state() }}</p>
  \`,
})
export class Live {
  readonly state = signal('');
  onState(event: CastoStateChangeEvent<BroadcastState>): void {
    this.state.set(event.detail.to);
  }
}
`,
};

/** Its packages want one another at the very same version, which npm does not find among newer ones by itself. */
const ANGULAR = '22.2.0';

export const angular: Host = {
  name: 'Angular 22',
  packages: {
    '@angular/build': ANGULAR,
    '@angular/cli': ANGULAR,
    '@angular/common': ANGULAR,
    '@angular/compiler': ANGULAR,
    '@angular/compiler-cli': ANGULAR,
    '@angular/core': ANGULAR,
    '@angular/platform-browser': ANGULAR,
    '@angular/platform-server': ANGULAR,
    '@angular/router': ANGULAR,
    '@angular/ssr': ANGULAR,
    '@types/express': '^5',
    '@types/node': '^24',
    express: '^5',
    rxjs: '^7',
    tslib: '^2',
    typescript: '~6.0',
  },
  shown: ['@angular/core', '@angular/cli', 'typescript'],
  node: 24,
  files: async () => ({
    ...files,
    'src/app/show.ts': mutedPlayer(
      await snippet('docs/frameworks.md', 'ts', '@angular/core'),
      'muted autoplay',
    ),
  }),
  build: 'ng build',
  served: { script: 'dist/hosts/server/server.mjs' },
  pages: { live: 'live', watch: 'watch' },
  hears: { live: true, watch: true },
};
