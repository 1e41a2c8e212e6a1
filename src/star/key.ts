import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { CastoError } from '../base/errors.js';
import { withReason } from './reason.js';

const FILE = 'star.key';

/**
 * By their names and with what is written beside them for a moment; not `*`, as the folder may be the author's own.
 */
const IGNORED = `# casto-star: its private key belongs to this computer alone.
${FILE}*
channels.json*
`;

const isCode = (error: unknown, code: string): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === code;

async function read(file: string): Promise<PrivateKey | null> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw new CastoError('internal', withReason(`Cannot read the star's key ${file}`, error), {
      cause: error,
    });
  }
  try {
    return privateKeyFromProtobuf(bytes);
  } catch (error) {
    throw new CastoError(
      'internal',
      `${file} is not a star's key. Move it away to let the star make a new one (its address changes)`,
      { cause: error },
    );
  }
}

/** `git add` must not take the key along. One that is there already is the author's. */
async function ignore(directory: string): Promise<void> {
  // A folder that can only be read, say, is no reason not to start.
  await writeFile(join(directory, '.gitignore'), IGNORED, { flag: 'wx' }).catch(() => {});
}

/**
 * The star's key, kept in `directory` so that its address survives a restart; without a directory a
 * new one. Written beside and then linked, so that a crash leaves no half key and the second of two
 * stars that start at once reads the first one's.
 * @throws CastoError when the file is there and is no key, or cannot be read or written
 */
export async function starKey(directory: string | undefined): Promise<PrivateKey> {
  if (directory === undefined) return generateKeyPair('Ed25519');
  const file = join(directory, FILE);
  const held = await read(file);
  if (held) {
    await ignore(directory);
    return held;
  }
  const made = await generateKeyPair('Ed25519');
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await ignore(directory);
    await writeFile(draft, privateKeyToProtobuf(made), { mode: 0o600 });
    try {
      await link(draft, file);
      return made;
    } catch (error) {
      const winner = isCode(error, 'EEXIST') ? await read(file) : null;
      if (winner) return winner;
      throw error;
    } finally {
      await unlink(draft);
    }
  } catch (error) {
    if (error instanceof CastoError) throw error;
    throw new CastoError(
      'internal',
      withReason(`Cannot keep the star's key in ${directory}`, error),
      {
        cause: error,
      },
    );
  }
}
