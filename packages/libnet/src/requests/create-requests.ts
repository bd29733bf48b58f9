import { worldOfConnection } from "../connection/world-of.js";
import { expectInteger, expectOptions, expectTimeout, shown } from "../expect.js";
import type { Frames } from "../frames/index.js";
import { ById } from "./by-id.js";
import { ByMatch } from "./by-match.js";
import { InOrder } from "./in-order.js";
import { Requester } from "./requester.js";
import type { RequestsOptions } from "./requests-options.js";
import type { Requests } from "./requests.js";

/**
 * Requests and answers over frames: in order, by a function, or by an id.
 *
 * @param frames - what requests and answers are; from now on they are read here alone.
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
export function requests<Frame, Out>(frames: Frames<Frame, Out>, options: RequestsOptions<Frame, Out> = {}): Requests<Frame, Out> {
  const { connection } = expectOptions(frames, "frames");
  const world = worldOfConnection(connection);
  const { match, requestId, answerId, inFlight, lateFor, timeout, isAnswer, onUnsolicited, onUnmatched } = expectOptions(options);
  for (const [name, value] of Object.entries({ match, requestId, answerId, isAnswer, onUnsolicited, onUnmatched })) {
    if (value !== undefined && typeof value !== "function") throw new TypeError(`${name} is ${shown(value)}; expected a function`);
  }
  if ((requestId === undefined) !== (answerId === undefined)) throw new TypeError(`${requestId === undefined ? "requestId" : "answerId"} is undefined; expected a function, as the other one is given`);
  if (match !== undefined && requestId !== undefined) throw new TypeError("match is given beside requestId and answerId; expected either");
  const inOrder = match === undefined && requestId === undefined;
  if (!inOrder && lateFor !== undefined) throw new TypeError(`lateFor is ${shown(lateFor)}; expected none, as answers do not come in order`);
  const limit = inFlight === undefined || (inFlight) === Infinity ? (inFlight ?? (inOrder ? 1 : Infinity)) : expectInteger(inFlight, "inFlight", 1);
  const hooks = { isAnswer, onUnsolicited, onUnmatched };
  return new Requester(frames, world, { limit, timeout: expectTimeout(timeout), hooks }, (onFree) => {
    if (match !== undefined) return new ByMatch(match);
    if (requestId !== undefined && answerId !== undefined) return new ById(requestId, answerId);
    return new InOrder(world.engine.deadlines, expectTimeout(lateFor, "lateFor"), onFree);
  });
}
