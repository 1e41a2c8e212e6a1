/** What an operating system's error means for the one who runs the star. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not do that',
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this computer has no such address',
  EAFNOSUPPORT: 'this computer has no network of that kind',
  EAI_AGAIN: 'its name cannot be looked up at present',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to that computer',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files and connections are open',
  ENETUNREACH: 'there is no way to that network',
  ENOENT: 'it does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no folder',
  ENOTFOUND: 'nobody knows that name',
  EPERM: 'this user may not do that',
  EROFS: 'it can only be read',
  ETIMEDOUT: 'it does not answer',
};

/** Errors that one error may hold; a ring of causes must end. */
const MAX_DEPTH = 8;

function codeIn(error: unknown, depth: number): string | null {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return null;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string' && /^E(?!RR_)[A-Z0-9_]+$/.test(code)) return code;
  for (const inner of [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])]) {
    const found = codeIn(inner, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/**
 * The operating system's reason that lies in an error, as "another program listens there (EADDRINUSE)";
 * null when there is none.
 */
export function reasonOf(error: unknown): string | null {
  const code = codeIn(error, 0);
  if (code === null) return null;
  const words = WORDS[code];
  return words === undefined ? code : `${words} (${code})`;
}

/** `sentence`, with the operating system's reason behind it where there is one. */
export function withReason(sentence: string, error: unknown): string {
  const reason = reasonOf(error);
  return reason === null ? sentence : `${sentence}: ${reason}`;
}
