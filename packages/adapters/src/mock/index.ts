export type { MockHost, MockHostOptions } from "./mock-host.js";
export { MockNet, type MockNetOptions } from "./mock-net.js";
export { VirtualClock, type RunOptions } from "./virtual-clock.js";
export type { Guard } from "./rules/guard.js";
export type { PacketView, TcpView, UdpView } from "./rules/packet-view.js";
export type { Rule } from "./rules/rule.js";
export type { Verdict } from "./rules/verdict.js";
