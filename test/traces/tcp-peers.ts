import type { Manners } from "./peer-stream.js";

/** What peers send that send ten bytes. */
export const TEN_BYTES = "0123456789";

/** Sends back what it gets. */
export const ECHO: Manners = {
  received(peer, bytes) {
    peer.send(bytes);
  },
};

/** The peers that scripts connected to, by port. */
export const TCP_PEERS: Readonly<Record<number, Manners>> = {
  41001: ECHO,
  41002: {
    begin(peer) {
      peer.later(300, () => {
        peer.send(TEN_BYTES);
      });
      peer.later(350, () => {
        peer.finish();
      });
    },
  },
  41003: {
    begin(peer) {
      peer.later(300, () => {
        peer.finish();
      });
    },
  },
  41004: {
    begin(peer) {
      peer.stream?.pause();
      peer.later(12_000, () => {
        peer.stream?.resume();
      });
    },
  },
  41005: {
    begin(peer) {
      peer.later(300, () => {
        peer.end("reset");
      });
    },
  },
  41006: {
    begin(peer) {
      for (const [i, text] of ["aaaa", "bbbb", "cccc"].entries()) {
        peer.later((i + 1) * 300, () => {
          peer.send(text);
        });
      }
    },
  },
  41007: {
    begin(peer) {
      peer.later(300, () => {
        peer.send(TEN_BYTES);
      });
      peer.later(1_000, () => {
        peer.finish();
      });
    },
  },
  41010: {
    begin(peer) {
      peer.send("hello");
    },
    received(peer, bytes) {
      peer.send(bytes);
    },
  },
  41011: {
    begin(peer) {
      peer.send("hello");
      peer.finish();
    },
  },
  41012: {
    begin(peer) {
      peer.later(200, () => {
        peer.send(new Uint8Array(10_000));
      });
    },
  },
};
/** Dialled, nothing answers there. */
export const BLACK_HOLE = 41009;
