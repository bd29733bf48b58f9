import { WORLD } from "../connection/world-of.js";
import { expectInteger, expectOptions, expectTimeout, shown } from "../expect.js";
import type { Frames } from "../frames/index.js";
import type { LongConnection, Session } from "../long-connection/index.js";
import { ById } from "./by-id.js";
import { ByMatch } from "./by-match.js";
import { EXCHANGE, type Exchange } from "./exchange.js";
import { FramedExchange } from "./framed-exchange.js";
import { InOrder } from "./in-order.js";
import { Requester } from "./requester.js";
import type { RequestsOptions } from "./requests-options.js";
import type { Requests } from "./requests.js";

/**
 * Requests and answers over frames: in order, by a function, or by an id.
 *
 * Over a long connection requests wait in its queue for a connection, by its policy. Those that a connection has taken reject when it breaks:
 * only the same connection could answer them, and nobody knows whether the peer has acted on them.
 *
 * @param over - the frames of a connection; a long connection that has `frames`, or one of its sessions, for its `login` or among its `connections`.
 * From now on they are read here alone.
 * @param options - how answers find their requests. Default: in order, one at a time.
 * @throws TypeError or RangeError when an argument is wrong.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { frames, json } from "@luat/libnet/frames";
 * import { requests } from "@luat/libnet/requests";
 *
 * interface Message {
 *   readonly id: number;
 *   readonly value: string;
 * }
 * await using connection = await connect({ host: "127.0.0.1", port: 7 });
 * const messages = frames(connection, json({ parse: (value) => value as Message }));
 * const rpc = requests(messages, { requestId: ({ id }) => id, answerId: ({ id }) => id, timeout: 5_000 });
 * const answers = await Promise.all([rpc.request({ id: 1, value: "one" }), rpc.request({ id: 2, value: "two" })]);
 * answers.map(({ value }) => value).join(); // "one,two"
 * ```
 */
export function requests<Frame, Out>(over: Frames<Frame, Out> | LongConnection<Frame, Out> | Session<Frame, Out>, options: RequestsOptions<Frame, Out> = {}): Requests<Frame, Out> {
  const exchange = exchangeOf(over);
  const { match, requestId, answerId, inFlight, lateFor, timeout, isAnswer, onUnsolicited, onUnmatched } = expectOptions(options);
  for (const [name, value] of Object.entries({ match, requestId, answerId, isAnswer, onUnsolicited, onUnmatched })) {
    if (value !== undefined && typeof value !== "function") throw new TypeError(`${name} is ${shown(value)}; expected a function`);
  }
  if ((requestId === undefined) !== (answerId === undefined)) throw new TypeError(`${requestId === undefined ? "requestId" : "answerId"} is undefined; expected a function, as the other one is given`);
  if (match !== undefined && requestId !== undefined) throw new TypeError("match is given beside requestId and answerId; expected either");
  const inOrder = match === undefined && requestId === undefined;
  if (!inOrder && lateFor !== undefined) throw new TypeError(`lateFor is ${shown(lateFor)}; expected none, as answers do not come in order`);
  const limit = inFlight === undefined || (inFlight) === Infinity ? (inFlight ?? (inOrder ? 1 : Infinity)) : expectInteger(inFlight, "inFlight", 1);
  if (lateFor !== undefined && limit > 1) throw new TypeError(`lateFor is ${shown(lateFor)}; expected none beside inFlight above 1, where a lost answer would shift the others`);
  const hooks = { isAnswer, onUnsolicited, onUnmatched };
  return new Requester(exchange, { limit, timeout: expectTimeout(timeout), hooks }, (onFree) => {
    if (match !== undefined) return new ByMatch(match);
    if (requestId !== undefined && answerId !== undefined) return new ById(requestId, answerId);
    return new InOrder(exchange.world.engine.deadlines, expectTimeout(lateFor, "lateFor"), onFree);
  });
}

function exchangeOf<Frame, Out>(over: Frames<Frame, Out> | LongConnection<Frame, Out> | Session<Frame, Out>): Exchange<Frame, Out> {
  const { [EXCHANGE]: own } = expectOptions(over, "frames") as { readonly [EXCHANGE]?: () => Exchange<Frame, Out> };
  if (own !== undefined) return own.call(over);
  if (WORLD in over) throw new TypeError("frames is a connection; expected frames(connection, codec)");
  return new FramedExchange(over as Frames<Frame, Out>);
}
