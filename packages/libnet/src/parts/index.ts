export { partsOf, type DeviceParts } from "./parts-of.js";
export type { Ending } from "../connection/world.js";
