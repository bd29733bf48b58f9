import type { CloseOptions } from "../connection/connection.js";
import type { RequestOptions } from "./requests-options.js";

/**
 * Requests on a connection, each with its answer: what `requests()` gives.
 *
 * All that wait settle when the connection ends, however it does. Of a long connection those settle that a connection has taken when it
 * ends; the others go out over the next one.
 */
export interface Requests<Frame, Out = Frame> extends AsyncDisposable {
  /** How many requests are under way; in order, those that were given up count as long as their answers are awaited. */
  readonly inFlight: number;
  /** How many requests wait until it is their turn. */
  readonly waiting: number;

  /**
   * Sends a request, and resolves with its answer.
   *
   * @param out - the frame, or what the codec makes one of.
   * @param options - how long it may take from the call on, and what else the answer must be.
   * @throws TypeError or RangeError when it cannot be sent as a frame, another request under way has its id, or an option is wrong.
   * @throws TimeoutError when there was no answer in time; its `withdrawn` says whether the request was not sent, either. The signal's reason.
   * @throws ClosedError when you close the connection, BrokenError when it broke or the peer has ended, FrameError when what comes is no frame;
   * over a long connection also SendError, as its queue has given it up. Their `withdrawn` says whether nothing of it went out.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { frames, lines } from "@luat/libnet/frames";
   * import { requests } from "@luat/libnet/requests";
   *
   * await using connection = await connect({ host: "127.0.0.1", port: 7 });
   * const modem = requests(frames(connection, lines()), { timeout: 5_000 });
   * await modem.request("AT+CSQ"); // "AT+CSQ"
   * ```
   */
  request(out: Out, options?: RequestOptions<Frame>): Promise<Frame>;

  /**
   * Closes the connection; requests that wait reject with a ClosedError. A long connection is stopped; a session of one goes on, and may be read by others.
   *
   * @param options - as for the connection's own `close`.
   * @throws as the connection's own `close`.
   *
   * @example
   * ```ts
   * import { connect } from "@luat/libnet";
   * import { frames, lines } from "@luat/libnet/frames";
   * import { requests } from "@luat/libnet/requests";
   *
   * const modem = requests(frames(await connect({ host: "127.0.0.1", port: 7 }), lines()));
   * const answer = modem.request("AT");
   * await Promise.allSettled([answer, modem.close()]);
   * modem.inFlight; // 0
   * ```
   */
  close(options?: CloseOptions): Promise<void>;
}
