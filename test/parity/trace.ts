import { EVENTS, type SocketCallback } from "@luat/socket";
import type { Device } from "@luat/libnet";

const EVENT_NAMES = new Map(Object.entries(EVENTS).map(([name, number]) => [number as number, name]));

/** More bytes than these are shown by their number and sum. */
const SHOWN_WHOLE = 64;

/** What one side of a script was told and what its calls answered, in order. */
export class Side {
  readonly #lines: Array<() => string> = [];
  readonly #told: string[] = [];
  #wake: (() => void) | undefined;

  /** A call with its results, or anything else that must be the same on every network. */
  note(what: string, results?: unknown): void {
    // What it is now: the zbuff of a result may be used again.
    const text = results === undefined ? what : `${what}: ${shown(results)}`;
    this.#lines.push(() => text);
  }

  /** What a callback was told; `details` are written down, but not waited for. */
  heard(what: string, details = ""): void {
    this.note(`${what}${details}`);
    this.#told.push(what);
    this.#wake?.();
  }

  /** As {@link heard}, for what is told when somebody looks, such as how many bytes came in the pieces that differ. */
  heardLately(what: string, text: () => string): void {
    this.#lines.push(text);
    this.#told.push(what);
    this.#wake?.();
  }

  /** Waits until this was told, and forgets what was told before it. */
  async told(what: string): Promise<void> {
    while (!this.#told.includes(what)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#told.splice(0, this.#told.indexOf(what) + 1);
  }

  /** A callback that writes down the events of the faithful face. */
  events({ socket }: Device): SocketCallback {
    return (ctrl, event, param) => {
      this.heard(`${EVENT_NAMES.get(event)} ${param}`, `, state ${socket.state(ctrl)[0]}`);
    };
  }

  /** Writes down how a promise settles; gives what it resolved with. */
  async outcome<T>(what: string, promise: Promise<T>): Promise<T | undefined> {
    try {
      const result = await promise;
      this.note(what, result ?? "done");
      return result;
    } catch (error) {
      this.note(what, error);
      return undefined;
    }
  }

  lines(): string[] {
    return this.#lines.map((line) => line());
  }
}

/** What all sides of a script were told. They run side by side, so only the order within each can be compared. */
export class Trace {
  readonly #sides = new Map<string, Side>();
  readonly #ports = new Map<string, string>();

  side(name: string): Side {
    const known = this.#sides.get(name) ?? new Side();
    this.#sides.set(name, known);
    return known;
  }

  /** Names a port, which each network chooses in its own way: wherever it shows up, its name stands for it. */
  port(name: string, port: number): number {
    this.#ports.set(String(port), `<port of ${name}>`);
    return port;
  }

  /** All of it, to be compared. */
  story(): Record<string, string[]> {
    const named = (line: string): string => line.replace(/\b\d{4,5}\b/g, (number) => this.#ports.get(number) ?? number);
    return Object.fromEntries([...this.#sides].map(([name, side]) => [name, side.lines().map(named)]));
  }
}

/** Bytes as text where they are few, else by number and sum. */
export function bytesText(bytes: Uint8Array): string {
  return bytes.length > SHOWN_WHOLE ? `${bytes.length} bytes, sum ${sumOf(bytes)}` : `"${new TextDecoder("latin1").decode(bytes)}"`;
}

/** FNV-1a, as text. */
function sumOf(bytes: Uint8Array): string {
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, "0");
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return bytesText(value);
  if (value instanceof Error) return errorText(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{ ${Object.entries(value).map(([key, each]) => `${key}: ${shown(each)}`).join(", ")} }`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** Its kind and message, with what else it tells. The codes that OpenSSL adds to a message are its own. */
function errorText(error: Error): string {
  const { tls, withdrawn } = error as { tls?: string; withdrawn?: boolean };
  const message = error.name === "TlsError" ? error.message.replace(/ \([A-Z_]+\)/, "") : error.message;
  return [`${error.name} ${JSON.stringify(message)}`, ...(tls === undefined ? [] : [`tls ${tls}`]), ...(withdrawn ? ["withdrawn"] : [])].join(", ");
}
