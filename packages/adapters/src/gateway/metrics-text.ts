import type { GatewayStatus } from "./gateway-status.js";

interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly label: string;
  readonly samples: Readonly<Record<string, number>>;
}

/**
 * A status as the text that Prometheus scrapes.
 *
 * @example
 * ```ts
 * import { nodeAdapter } from "@luat/adapters/node";
 * import { Gateway, metricsText } from "@luat/adapters/gateway";
 *
 * const gateway = new Gateway({ card: nodeAdapter(), allow: [] });
 * metricsText(gateway.status()).includes('luat_gateway_opened_total{kind="tcp"} 0'); // true
 * ```
 */
export function metricsText(status: GatewayStatus): string {
  const lines = metricsOf(status).flatMap(({ name, type, help, label, samples }) => {
    const full = `luat_gateway_${name}`;
    return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...Object.entries(samples).map(([value, count]) => `${full}{${label}="${value}"} ${count}`)];
  });
  return `${lines.join("\n")}\n`;
}

function metricsOf({ open, opened, refused, failed, bytes, datagrams, dropped }: GatewayStatus): Metric[] {
  return [
    { name: "open_channels", type: "gauge", help: "Channels that are open.", label: "kind", samples: open },
    { name: "opened_total", type: "counter", help: "Channels that were opened.", label: "kind", samples: opened },
    { name: "refused_total", type: "counter", help: "Upgrades and channels that were refused.", label: "reason", samples: refused },
    { name: "failed_total", type: "counter", help: "Channels that ended with a fault.", label: "reason", samples: failed },
    { name: "bytes_total", type: "counter", help: "Payload bytes from (up) and to (down) clients.", label: "direction", samples: bytes },
    { name: "datagrams_total", type: "counter", help: "Datagrams from (up) and to (down) clients.", label: "direction", samples: datagrams },
    { name: "dropped_datagrams_total", type: "counter", help: "Datagrams for clients that were dropped.", label: "why", samples: dropped },
  ];
}
