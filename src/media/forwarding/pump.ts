/**
 * Reads a stream of frames to its end. A read that fails means the connection is gone, which is no
 * news to anyone; a handler that throws is a bug, told to `onError`, and costs one frame only.
 */
export async function pump<T>(
  reader: ReadableStreamDefaultReader<T>,
  onFrame: (frame: T) => void,
  onError: (error: unknown) => void,
): Promise<void> {
  for (;;) {
    let result: ReadableStreamReadResult<T>;
    try {
      result = await reader.read();
    } catch {
      return;
    }
    if (result.done) return;
    try {
      onFrame(result.value);
    } catch (error) {
      onError(error);
    }
  }
}
