/** What is between a BEGIN and an END line. */
export interface PemBlock {
  /** Such as `CERTIFICATE`. */
  readonly label: string;
  /** Such as `Proc-Type`; only keys that are encrypted in the traditional way have some. */
  readonly headers: ReadonlyMap<string, string>;
  /** One character for each octet. */
  readonly der: string;
}

const MARK = /^-----(BEGIN|END) ([\w ]+)-----\s*$/;
const HEADER = /^([\w-]+):\s*(.*?)\s*$/;

/**
 * The blocks of a PEM text, or the one that DER bytes are, with the label `DER`. Text around the blocks is left out.
 *
 * @throws Error when a line is missing, a block is not base64, or there is none in a text.
 */
export function readBlocks(input: string | Uint8Array): PemBlock[] {
  const text = typeof input === "string" ? input : new TextDecoder().decode(input);
  const blocks = pemBlocks(text);
  if (blocks.length > 0) return blocks;
  if (typeof input !== "string" && input.length > 0) return [{ label: "DER", headers: new Map(), der: binary(input) }];
  throw new Error(text === "" ? "it is empty" : "the text is not PEM");
}

function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { label: string; lines: string[] } | undefined;
  for (const line of text.split("\n")) {
    const [, side, label = ""] = MARK.exec(line) ?? [];
    if (side === undefined) {
      open?.lines.push(line.trim());
    } else if (side === "BEGIN" && open === undefined) {
      open = { label, lines: [] };
    } else if (side === "END" && open?.label === label) {
      blocks.push(toBlock(label, open.lines));
      open = undefined;
    } else {
      throw new Error(`the line "${line.trim()}" has no counterpart`);
    }
  }
  if (open !== undefined) throw new Error(`the line "-----BEGIN ${open.label}-----" has no counterpart`);
  return blocks;
}

function toBlock(label: string, lines: readonly string[]): PemBlock {
  const headers = new Map<string, string>();
  let at = 0;
  for (let match; (match = HEADER.exec(lines[at] ?? "")) !== null; at++) headers.set(match[1] ?? "", match[2] ?? "");
  try {
    return { label, headers, der: atob(lines.slice(at).join("")) };
  } catch (error) {
    throw new Error(`what follows the line "-----BEGIN ${label}-----" is not base64`, { cause: error });
  }
}

/** Bytes as a text with one character for each. */
export function binary(bytes: Uint8Array): string {
  return Array.from(bytes, (octet) => String.fromCharCode(octet)).join("");
}

/** The bytes of such a text. */
export function octets(text: string): Uint8Array {
  return Uint8Array.from(text, (octet) => octet.charCodeAt(0));
}

/** PEM as forge writes it, in the way of OpenSSL. */
export function withoutReturns(pem: string): string {
  return pem.replaceAll("\r", "");
}
