/** A file in pieces that the browser may keep on its disk, written anywhere as a file is. */

export class BlobFile {
  #pieces: { at: number; data: Blob }[] = [];
  #size = 0;

  /** @param position at most the size of the file; its end by default */
  write(data: Blob, position = this.#size): void {
    const end = position + data.size;
    if (position >= this.#size) this.#pieces.push({ at: this.#size, data });
    else {
      const first = this.#pieceAt(position);
      let after = first;
      while (after < this.#pieces.length && this.#pieces[after]!.at < end) after++;
      const [before, last] = [this.#pieces[first]!, this.#pieces[after - 1]!];
      const pieces = [
        { at: before.at, data: before.data.slice(0, position - before.at) },
        { at: position, data },
        { at: end, data: last.data.slice(end - last.at) },
      ];
      this.#pieces.splice(first, after - first, ...pieces.filter((each) => each.data.size > 0));
    }
    this.#size = Math.max(this.#size, end);
  }

  /** Index of the piece that holds this byte. */
  #pieceAt(position: number): number {
    let [low, high] = [0, this.#pieces.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#pieces[middle]!.at <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  whole(type: string): Blob {
    return new Blob(
      this.#pieces.map(({ data }) => data),
      { type },
    );
  }
}
