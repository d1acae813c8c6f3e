import { close, open } from 'node:fs';

interface OpenFile {
  readonly fd: Promise<number>;
  uses: number;
}

/** The rooms' logs that are open as streams: the ones used last stay open, up to `most`. */
export class OpenFiles {
  readonly #files = new Map<string, OpenFile>();
  readonly #most: number;

  constructor(most = 500) {
    this.#most = most;
  }

  get size(): number {
    return this.#files.size;
  }

  /** Works with the file's descriptor, open for appending and reading; it is not closed meanwhile. */
  async use<T>(path: string, work: (fd: number) => Promise<T>): Promise<T> {
    const file = this.#files.get(path) ?? { fd: openToAppend(path), uses: 0 };
    // Last in the map is used last.
    this.#files.delete(path);
    this.#files.set(path, file);
    file.uses += 1;
    try {
      return await work(await file.fd);
    } catch (error) {
      if (!(await isOpen(file))) this.#files.delete(path);
      throw error;
    } finally {
      file.uses -= 1;
      if (this.#files.size > this.#most) this.#closeOldest();
    }
  }

  /** Closes what is open; nothing may be in use. */
  async closeAll(): Promise<void> {
    for (const [path, file] of this.#files) {
      this.#files.delete(path);
      if (await isOpen(file)) closeQuietly(await file.fd);
    }
  }

  #closeOldest(): void {
    for (const [path, file] of this.#files) {
      if (this.#files.size <= this.#most) return;
      if (file.uses > 0) continue;
      this.#files.delete(path);
      file.fd.then(closeQuietly, () => undefined);
    }
  }
}

function isOpen(file: OpenFile): Promise<boolean> {
  return file.fd.then(
    () => true,
    () => false,
  );
}

function openToAppend(path: string): Promise<number> {
  return new Promise((resolve, reject) =>
    open(path, 'a+', 0o600, (error, fd) => (error ? reject(error) : resolve(fd))),
  );
}

/** All that was acknowledged is synced already: a failing close loses nothing. */
function closeQuietly(fd: number): void {
  close(fd, () => undefined);
}
