import type { Zbuff, ZbuffLibrary } from "@luat/corelib";

type Method = (...args: unknown[]) => unknown;

const SIZE = 16;

/** Where the calls of the recording about zbuffs are made, which was written down as Lua source. */
export class ZbuffBench {
  #z: Zbuff;
  #z2: Zbuff;
  readonly #library: ZbuffLibrary;

  constructor(library: ZbuffLibrary) {
    this.#library = library;
    this.#z = library.create(SIZE);
    this.#z2 = library.create(SIZE);
  }

  /** What the script looked at between its calls. */
  get info(): { readonly len: number; readonly used: number } {
    return { len: this.#z.len(), used: this.#z.used() };
  }

  /** The script took a new zbuff for what follows. */
  renew(size: number, fill?: string | Uint8Array): void {
    this.#z = this.#library.create(size, fill);
  }

  /** The script took a new second zbuff. */
  renewOther(size: number, fill?: string): void {
    this.#z2 = this.#library.create(size, fill);
  }

  /** The script moved the cursor without writing it down. */
  seek(to: number): void {
    this.#z.seek(to);
  }

  /** Makes a call, such as `z:write('hello')`; text behind its brackets is a remark. Gives its results. */
  call(source: string): unknown[] {
    const [, index, value] = /^z\[(\d+)\](?:=(\d+))?/.exec(source) ?? [];
    if (value !== undefined) this.#z.set(Number(index), Number(value), 1);
    if (index !== undefined) return [this.#z.get(Number(index))];
    if (source === "#z") return [this.#z.len()];
    if (source === "z:isEqual") return this.#z.isEqual(0, this.#z);
    const [, owner, name = "", list] = /(z|zbuff)[:.](\w+)(?:\(([^)]*)\))?[^:]*$/.exec(source) ?? [];
    const args = list === undefined ? ["x"] : this.#argumentsIn(list);
    if (owner === "zbuff") return this.#create(args as Parameters<ZbuffLibrary["create"]>);
    const result = (this.#z as unknown as Record<string, Method>)[name]?.apply(this.#z, args);
    if (name === "toBase64") return [result, this.#z2.used()];
    if (Array.isArray(result)) return result;
    return result === undefined && WITHOUT_RESULT.has(name) ? [] : [result];
  }

  /** Of a zbuff with contents the script wrote down how much is used, and all of its bytes. */
  #create(args: Parameters<ZbuffLibrary["create"]>): unknown[] {
    this.#z = this.#library.create(...args);
    return args.length === 1 ? [this.#z] : [this.#z.used(), this.#z.toStr()];
  }

  #argumentsIn(list: string): unknown[] {
    return [...list.matchAll(/'([^']*)'|\{[^}]*\}|[^,]+/g)].map(([source, text]) => {
      if (text !== undefined) return text;
      if (source.startsWith("{")) return source.slice(1, -1).split(",").map(Number);
      if (source === "nil") return null;
      if (source === "true" || source === "false") return source === "true";
      if (source === "z2") return this.#z2;
      if (source.startsWith("zbuff.")) return this.#library[source.slice("zbuff.".length) as "SEEK_SET"];
      return Number(source);
    });
  }
}

const WITHOUT_RESULT = new Set(["del", "resize", "clear", "set", "free"]);
