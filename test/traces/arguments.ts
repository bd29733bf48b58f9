import type { Certificates } from "./certificates.js";
import type { CallStep, Json } from "./trace.js";

const MIB = 1_048_576;

/** The length of a text that was recorded by it. */
function longLength(value: Json): number | undefined {
  if (typeof value !== "string") return undefined;
  const [, bytes, mebibytes] = /^<(?:str len=)?(\d+)(?: bytes)?>$|^<(1) MiB string.*>$/.exec(value) ?? [];
  return bytes === undefined ? (mebibytes === undefined ? undefined : MIB) : Number(bytes);
}

/** How a script's placeholders are filled. */
export interface Filling {
  /** `ctrl#1`, `zbuff#1` and `function#1`. */
  object(placeholder: string): unknown;
  /** The port that stands for a recorded one. */
  port(recorded: number): number;
  /** Where texts of certificates and keys come from. */
  certificates(): Certificates;
  /** The trace that the call is of. */
  readonly trace: string;
}

/** Which arguments are ports. */
const PORTS = new Map([
  ["socket.connect", 2],
  ["libnet.connect", 3],
  ["socket.config", 1],
  ["socket.tx", 3],
]);

/** Where socket.config takes certificates and keys. */
const SERVER_CERT = 7;
const CLIENT_CERT = 8;
const CLIENT_KEY = 9;

/** The arguments to call with. */
export function argumentsOf({ call, args }: CallStep, filling: Filling): unknown[] {
  return args.map((value, i) => {
    const length = longLength(value);
    if (length !== undefined) return call === "socket.config" ? credential(i, length, filling) : "x".repeat(length);
    if (i === PORTS.get(call) && value !== null && value !== "") return portOf(value, filling);
    return typeof value === "string" && /^(ctrl|zbuff|function)#\d+$/.test(value) ? filling.object(value) : value;
  });
}

/** Ports may be given as text; what is neither stays what it is. */
function portOf(value: Json, { port }: Filling): Json {
  if (typeof value === "number") return port(value);
  const number = Number(value);
  return typeof value === "string" && Number.isInteger(number) ? String(port(number)) : value;
}

function credential(place: number, length: number, { certificates, trace }: Filling): string {
  switch (place) {
    case SERVER_CERT:
      return certificates().authority(length);
    case CLIENT_CERT:
      return certificates().client;
    case CLIENT_KEY:
      return certificates().key(length, trace);
    default:
      throw new Error(`trace ${trace}: argument ${place} of config is no certificate`);
  }
}
