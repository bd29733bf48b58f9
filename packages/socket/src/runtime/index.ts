export { Cards } from "./cards.js";
export type { Arrival } from "./datagram-end.js";
export { Deadline, Deadlines } from "./deadlines.js";
export { Engine, type Engaged } from "./engine.js";
export { GATHER_LIMIT } from "./outgoing.js";
export { DONE, PENDING, REFUSED } from "./reply.js";
export type { Owner } from "./owner.js";
export { CANNOT, Socket } from "./socket.js";
