import { describeFault, formatEndpoint, type DiagnosticEvent, type LogLevel, type SecureInfo } from "@luat/contract";

/** What a log says of an event, without whose it is. */
export interface EventLine {
  readonly level: LogLevel;
  readonly text: string;
  /** Beside `id`, `peer` and `event`. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** The line of an event. */
export function eventLine(event: DiagnosticEvent): EventLine {
  switch (event.kind) {
    case "asked":
      return { level: "debug", text: "looking up the name" };
    case "dialed":
      return { level: "debug", text: `connecting over ${event.card}`, fields: { card: event.card } };
    case "missed":
      return { level: "warn", text: `no connection: ${describeFault(event.fault)}`, fields: faultFields(event.fault) };
    case "connected":
      return { level: "debug", text: `connected, from ${formatEndpoint(event.local)}`, fields: { local: formatEndpoint(event.local) } };
    case "listened":
      return { level: "debug", text: `listening on ${formatEndpoint(event.local)}`, fields: { card: event.card, local: formatEndpoint(event.local) } };
    case "accepted":
      return { level: "debug", text: "accepted" };
    case "bound":
      return { level: "debug", text: `bound to ${formatEndpoint(event.local)}`, fields: { card: event.card, local: formatEndpoint(event.local) } };
    case "secured":
      return { level: "debug", text: `secured: ${securityText(event.info)}`, fields: { protocol: event.info.protocol, verified: event.info.verified } };
    case "rejected":
      return { level: "warn", text: `rejected: ${describeFault(event.fault)}`, fields: faultFields(event.fault) };
    case "refused":
      return { level: "warn", text: "refused" };
    case "dropped":
      return { level: "warn", text: "a datagram was dropped: nobody reads" };
    case "undelivered":
      return { level: "warn", text: `a datagram was not delivered: ${describeFault(event.fault)}`, fields: faultFields(event.fault) };
    case "timed-out":
      return { level: "warn", text: `${event.op} timed out after ${event.after} ms`, fields: { op: event.op, after: event.after } };
    case "ended":
      return { level: "debug", text: "the peer ended its side" };
    case "broke":
      return brokeLine(event);
    case "closed":
      return { level: "debug", text: `closed, ${event.received} bytes in, ${event.sent} bytes out`, fields: { received: event.received, sent: event.sent } };
  }
}

function brokeLine({ fault, online }: Extract<DiagnosticEvent, { kind: "broke" }>): EventLine {
  if (fault === undefined) return { level: "warn", text: `${online ? "broken" : "failed"}: the peer ended the connection` };
  return { level: "warn", text: `${online ? "broken" : "failed"}: ${describeFault(fault)}`, fields: faultFields(fault) };
}

function faultFields({ reason, errno, tls }: Extract<DiagnosticEvent, { kind: "rejected" }>["fault"]): Readonly<Record<string, unknown>> {
  return { reason, ...(errno === undefined ? {} : { errno }), ...(tls === undefined ? {} : { tls }) };
}

function securityText({ protocol, cipher, alpn, verified, resumed }: SecureInfo): string {
  const parts = [protocol, ...(cipher === undefined ? [] : [cipher]), verified ? "verified" : "not verified"];
  if (alpn !== undefined) parts.push(`application protocol ${alpn}`);
  if (resumed) parts.push("session taken up again");
  return parts.join(", ");
}
