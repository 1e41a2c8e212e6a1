/** A video file dragged onto an element. */

export interface DropListener {
  /** Files hover above the element, or no longer do. */
  hover(over: boolean): void;
  dropped(file: File): void;
  refused(): void;
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Returns what ends it. */
export function onFileDrop(target: HTMLElement, listener: DropListener): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  const over = (event: DragEvent): void => {
    if (!carriesFiles(event)) return;
    // Without this the browser would open the file in place of the page.
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    listener.hover(true);
  };
  target.addEventListener('dragenter', over, { signal });
  target.addEventListener('dragover', over, { signal });
  target.addEventListener(
    'dragleave',
    (event) => {
      if (!(event.relatedTarget instanceof Node && target.contains(event.relatedTarget))) {
        listener.hover(false);
      }
    },
    { signal },
  );
  target.addEventListener(
    'drop',
    (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      listener.hover(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      const video = files.find(({ type }) => type.startsWith('video/'));
      if (video) listener.dropped(video);
      else listener.refused();
    },
    { signal },
  );
  return () => ends.abort();
}
