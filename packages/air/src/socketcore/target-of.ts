import { expectPort, expectText, integerOf, isPort, unknownFields, wrong, wrongType, type Nil } from "../arguments.js";
import { tlsConfigOf } from "../core/tls-config-of.js";
import type { Target } from "../core/target.js";
import type { CoreCert, SockConnArguments } from "./socketcore-table.js";

const KINDS = ["tcp", "udp", "ssl"] as const;
const KIND_TEXT = "0 (TCP), 1 (UDP) or 2 (SSL)";
const FIELDS = ["hostName", "caCert", "clientCert", "clientKey"] as const;

/** What the arguments of `sock_conn` ask for; a text says why it cannot be. @throws TypeError when one is of a wrong type. */
export function targetOf([type, addr, port, cert, recvBufferLen, insist, local_port, hostNameFlag]: SockConnArguments, warn: (text: string) => void): Target | string {
  const ofKind = integerOf(type);
  if (ofKind === undefined) throw wrongType("type", type, KIND_TEXT);
  const kind = KINDS[ofKind];
  if (kind === undefined) return wrong("type", ofKind, KIND_TEXT);
  const host = expectText("addr", addr);
  const toPort = expectPort("port", port);
  // The later libraries give the length of the buffer there, where there is no certificate.
  if (typeof cert === "number" && kind === "ssl") throw wrongType("cert", cert, "a table of certificates, or nil");
  expectInteger("recvBufferLen", recvBufferLen, 0);
  const localPort = expectInteger("local_port", local_port, 0);
  if (!isPort(localPort)) return `local_port is ${localPort}; expected 0 to 65535`;
  if (kind !== "ssl") return { kind, host, port: toPort, localPort };
  const texts = expectCert(cert, warn);
  const name = texts.hostName ?? host;
  const tls = tlsConfigOf({ ca: texts.caCert, cert: texts.clientCert, key: texts.clientKey, insist: expectInteger("insist", insist, 1) !== 0 }, host, warn);
  // Whoever verifies must know the name, and it is announced then too.
  return { kind, host, port: toPort, tls, tlsName: tls.verify || expectInteger("hostNameFlag", hostNameFlag, 0) === 1 ? name : undefined };
}

function expectInteger(name: string, value: number | string | Nil, otherwise: number): number {
  if (value == null) return otherwise;
  const number = integerOf(value);
  if (number === undefined) throw wrongType(name, value, "an integer, or nil");
  return number;
}

function expectCert(cert: unknown, warn: (text: string) => void): { readonly [name in keyof CoreCert]?: string | undefined } {
  if (cert == null) return {};
  if (typeof cert !== "object") throw wrongType("cert", cert, "a table of certificates, or nil");
  const texts: { -readonly [name in keyof CoreCert]?: string } = {};
  for (const name of FIELDS) {
    const value: unknown = (cert as CoreCert)[name];
    if (value != null) texts[name] = expectText(`cert.${name}`, value);
  }
  for (const text of unknownFields("cert", cert, FIELDS)) warn(text);
  return texts;
}
