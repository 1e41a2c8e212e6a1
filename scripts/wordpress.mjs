/**
 * Puts the WordPress plugin together: integrations/wordpress/casto with the built elements in it, as
 * build/wordpress/casto. Copy that folder to wp-content/plugins/. Needs a build.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

const target = join(root, 'build/wordpress/casto');
rmSync(target, { recursive: true, force: true });
cpSync(join(root, 'integrations/wordpress/casto'), target, { recursive: true });
mkdirSync(join(target, 'assets'), { recursive: true });
cpSync(join(root, 'dist/casto.js'), join(target, 'assets/casto.js'));
// What casto.js fetches when needed lies beside it.
cpSync(join(root, 'dist/lazy'), join(target, 'assets/lazy'), {
  recursive: true,
  filter: (file) => !file.endsWith('.map'),
});
cpSync(
  join(root, 'dist/THIRD-PARTY-LICENSES.txt'),
  join(target, 'assets/THIRD-PARTY-LICENSES.txt'),
);
console.log(`build/wordpress/casto`);
