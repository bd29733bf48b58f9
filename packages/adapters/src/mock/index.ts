export { VirtualClock, type RunOptions } from "./virtual-clock.js";
