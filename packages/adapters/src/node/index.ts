export { nodeAdapter, type NodeAdapterOptions } from "./node-adapter.js";
