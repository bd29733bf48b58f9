export { DONE, PENDING, REFUSED } from "../core/step.js";
export { Cards } from "./cards.js";
export { Deadline, Deadlines } from "./deadlines.js";
export { Engine } from "./engine.js";
export { GATHER_LIMIT } from "./outgoing.js";
export type { Owner } from "./owner.js";
export { CANNOT, Socket } from "./socket.js";
