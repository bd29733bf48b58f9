export type { MockHost, MockHostOptions } from "./mock-host.js";
export { MockNet, type MockNetOptions } from "./mock-net.js";
export { VirtualClock, type RunOptions } from "./virtual-clock.js";
