import type { Bearer } from "./bearer.js";

/** LuatOS-Air's `link` library. LuatOS-Air 的 `link` 库。 */
export interface Link {
  /**
   * Whether the network is there.
   * 网络是否就绪。
   *
   * @example
   * ```ts
   * link.isReady(); // true
   * ```
   */
  isReady(): boolean;
  /**
   * Drops the network: all sockets are dead, `IP_ERROR_IND` is published, and it comes back after two seconds.
   * 断开数据网络，2 秒后自动重新激活。
   *
   * @example
   * ```ts
   * link.shut();
   * await sys.waitUntil("IP_ERROR_IND", 1_000); // [true]
   * await sys.waitUntil("IP_READY_IND", 5_000); // [true]
   * ```
   */
  shut(): void;
}

export function createLink(bearer: Bearer): Link {
  return {
    isReady: () => bearer.isReady,
    shut: () => {
      bearer.shut();
    },
  };
}
