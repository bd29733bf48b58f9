export { logDiagnostics, type LogDiagnosticsOptions } from "./log-diagnostics.js";
export type { Metrics, MetricsSnapshot, PrometheusOptions } from "./metrics-snapshot.js";
export { metrics } from "./metrics.js";
export { observe } from "./observe.js";
export { publishDiagnostics, type PublishedEvent } from "./publish-diagnostics.js";
