export { httpConnect, type HttpConnectOptions } from "./http-connect.js";
export type { ProxyAuth } from "./proxy-auth.js";
export { socks5, type Socks5Options } from "./socks5.js";
