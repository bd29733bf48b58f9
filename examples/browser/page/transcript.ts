import { hexView, textView } from "./byte-view.js";
import { say } from "./texts.js";

/** How bytes are shown. */
export type View = "text" | "hex";

/** Lines that are kept; older ones go. */
const KEPT = 2_000;
/** Bytes of one message that are shown. */
const SHOWN = 4_096;

type Kind = "sent" | "received" | "note" | "bad";

interface Entry {
  readonly kind: Kind;
  readonly at: Date;
  readonly what: Uint8Array | string;
  readonly item: HTMLLIElement;
}

const MARKS: Readonly<Record<Kind, string>> = { sent: "→", received: "←", note: "·", bad: "!" };

/** What was sent and received, line by line, with the time of each. */
export class Transcript {
  readonly #list: HTMLOListElement;
  #entries: Entry[] = [];
  #view: View = "text";
  /** The newest line stays in view. */
  follows = true;

  constructor(list: HTMLOListElement) {
    this.#list = list;
  }

  set view(view: View) {
    this.#view = view;
    for (const entry of this.#entries) this.#show(entry);
  }

  add(kind: Kind, what: Uint8Array | string): void {
    const entry: Entry = { kind, at: new Date(), what, item: document.createElement("li") };
    const time = document.createElement("time");
    time.dateTime = entry.at.toISOString();
    time.textContent = clockText(entry.at);
    const mark = document.createElement("span");
    mark.className = kind;
    mark.textContent = MARKS[kind];
    const text = document.createElement("span");
    text.className = `what ${typeof what === "string" ? kind : ""}`;
    entry.item.append(time, mark, text);
    this.#show(entry);
    this.#entries.push(entry);
    this.#list.append(entry.item);
    if (this.#entries.length > KEPT) this.#entries.shift()?.item.remove();
    if (this.follows) this.#list.scrollTop = this.#list.scrollHeight;
  }

  clear(): void {
    this.#entries = [];
    this.#list.replaceChildren();
  }

  /** All of it as lines of text. */
  toString(): string {
    return this.#entries.map(({ at, kind, what }) => `${at.toISOString()} ${MARKS[kind]} ${this.#textOf(what)}\n`).join("");
  }

  #show({ item, what }: Entry): void {
    const text = item.lastElementChild;
    if (text !== null) text.textContent = this.#textOf(what);
  }

  #textOf(what: Uint8Array | string): string {
    if (typeof what === "string") return what;
    const shown = what.subarray(0, SHOWN);
    const text = this.#view === "hex" ? hexView(shown) : textView(shown);
    return shown.length === what.length ? text : `${text} … ${(what.length - SHOWN).toLocaleString()} ${say("cut")}`;
  }
}

/** Such as `12:34:56.789`. */
export function clockText(at: Date): string {
  return `${at.toLocaleTimeString("en-GB")}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}
