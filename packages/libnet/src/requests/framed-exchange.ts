import { formatEndpoint } from "@luat/contract";
import type { CloseOptions } from "../connection/connection.js";
import { worldOfConnection } from "../connection/world-of.js";
import type { World } from "../connection/world.js";
import { BrokenError, LuatError } from "../errors.js";
import type { Frames } from "../frames/index.js";
import type { ErrorFor, Exchange, ExchangeReader, Sending } from "./exchange.js";

/** Requests over the frames of one connection. */
export class FramedExchange<Frame, Out> implements Exchange<Frame, Out> {
  readonly world: World;
  readonly #frames: Frames<Frame, Out>;

  constructor(frames: Frames<Frame, Out>) {
    this.world = worldOfConnection(frames.connection);
    this.#frames = frames;
  }

  get endpoint(): string {
    return formatEndpoint(this.#frames.connection.peer);
  }

  read(reader: ExchangeReader<Frame>): void {
    const frames = this.#frames;
    frames
      .consume((frame) => {
        reader.arrived(frame);
      })
      .then(
        () => {
          reader.ended((withdrawn) => Promise.reject(new BrokenError({ reason: "broken" }, { op: "get an answer", endpoint: this.endpoint, note: "the peer has ended", withdrawn })));
        },
        (error: unknown) => {
          reader.ended(error instanceof LuatError ? anew(frames) : () => Promise.reject(error));
        },
      );
  }

  send(out: Out, sending: Sending): undefined {
    sending.wentOut();
    this.#frames.tx(out, { until: "accepted" }).catch((error: unknown) => {
      sending.failed(error);
    });
  }

  close(options: CloseOptions | undefined): Promise<void> {
    return this.#frames.connection.close(options);
  }
}

/** The error of frames that have ended, which they make anew for each call. */
function anew<Frame, Out>(frames: Frames<Frame, Out>): ErrorFor {
  return async (withdrawn) => {
    try {
      await frames.rx();
    } catch (error) {
      throw error instanceof LuatError ? Object.assign(error, { withdrawn }) : error;
    }
    throw new TypeError("frames that have ended gave another one");
  };
}
