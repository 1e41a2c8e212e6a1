/** Gives an element the texts of the language that it stands in, and renders it anew when that changes. */
import { isServer, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { onLanguageChange } from './lang-observer.js';
import { givenDirection, languageAt } from './language.js';
import { englishTexts, onTexts, textsFor } from './registry.js';
import type { Texts } from './texts.js';

export class Localize implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #texts: Texts = englishTexts;
  #pageDir: 'ltr' | 'rtl' | null = null;
  #offs: (() => void)[] = [];

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  /** The texts; English on a server, and until another language is loaded. */
  get t(): Texts {
    return this.#texts;
  }
  /** The language that the texts are in. */
  get lang(): string {
    return this.#texts.lang;
  }
  /** Which way the element runs. */
  get dir(): 'ltr' | 'rtl' {
    return this.#pageDir ?? this.#texts.dir;
  }
  /** False when the page names no direction nearer than the language: then the texts decide. */
  get dirIsGiven(): boolean {
    return this.#pageDir !== null;
  }

  hostConnected(): void {
    if (isServer) return;
    this.#offs.push(onLanguageChange(this.#host, this.#follow), onTexts(this.#follow));
    this.#follow();
  }

  hostDisconnected(): void {
    for (const off of this.#offs.splice(0)) off();
  }

  readonly #follow = (): void => {
    const texts = textsFor(languageAt(this.#host));
    const pageDir = givenDirection(this.#host);
    if (texts === this.#texts && pageDir === this.#pageDir) return;
    this.#texts = texts;
    this.#pageDir = pageDir;
    this.#host.requestUpdate();
  };
}
