import { expectOptions, shown } from "../expect.js";
import type { MetricsSnapshot, PrometheusOptions } from "./metrics-snapshot.js";

/** One metric: its name without the prefix, its text, and its samples, which differ by one label or are a single one. */
interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly label?: string;
  readonly samples: Readonly<Record<string, number>> | number;
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const OWN_LABELS = ["direction", "how", "kind", "op", "reason"];

/** The text that Prometheus scrapes. */
export function prometheusText(snapshot: MetricsSnapshot, options: PrometheusOptions = {}): string {
  const { prefix = "luat", labels = {} } = expectOptions(options);
  if (typeof prefix !== "string" || !METRIC_NAME.test(prefix)) throw new TypeError(`prefix is ${shown(prefix)}; expected letters, digits, "_" and ":", no digit first`);
  for (const name of Object.keys(expectOptions(labels, "labels"))) {
    if (!LABEL_NAME.test(name)) throw new TypeError(`labels has ${shown(name)}; expected letters, digits and "_", no digit first`);
    if (OWN_LABELS.includes(name)) throw new RangeError(`labels has ${shown(name)}; expected none of ${OWN_LABELS.join(", ")}, which the metrics have themselves`);
  }
  const lines = metricsOf(snapshot).flatMap(({ name, type, help, label, samples }) => {
    const full = `${prefix}_${name}`;
    const values: Array<[Readonly<Record<string, string>>, number]> =
      typeof samples === "number" ? [[labels, samples]] : Object.entries(samples).map(([value, count]) => [{ ...labels, [label ?? ""]: value }, count]);
    return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...values.map(([own, value]) => `${full}${labelText(own)} ${value}`)];
  });
  return `${lines.join("\n")}\n`;
}

function metricsOf(now: MetricsSnapshot): Metric[] {
  const open = { connection: now.openConnections, listener: now.openListeners, datagrams: now.openDatagramSockets };
  const clients = { rejected: now.rejectedClients, refused: now.refusedClients };
  const datagrams = { dropped: now.datagramsDropped, undelivered: now.datagramsUndelivered };
  return [
    { name: "connections_total", type: "counter", help: "TCP connections that were made.", label: "direction", samples: { out: now.connected, in: now.accepted } },
    { name: "open_sockets", type: "gauge", help: "Sockets that are open.", label: "kind", samples: open },
    { name: "failed_total", type: "counter", help: "Connects, handshakes, binds and listens that failed.", label: "reason", samples: now.failed },
    { name: "closed_connections_total", type: "counter", help: "Connections that ended.", label: "how", samples: now.closed },
    { name: "handshakes_total", type: "counter", help: "TLS and DTLS handshakes that were done.", samples: now.handshakes },
    { name: "received_bytes_total", type: "counter", help: "Bytes that arrived.", samples: now.bytesReceived },
    { name: "sent_bytes_total", type: "counter", help: "Bytes that were accepted for sending.", samples: now.bytesSent },
    { name: "lost_datagrams_total", type: "counter", help: "Datagrams that were dropped because nobody read, or could not be delivered.", label: "how", samples: datagrams },
    { name: "unserved_clients_total", type: "counter", help: "Clients whose TLS handshake failed, or that were refused.", label: "how", samples: clients },
    { name: "timeouts_total", type: "counter", help: "Calls that waited in vain.", label: "op", samples: now.timeouts },
  ];
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
