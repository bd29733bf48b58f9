import type { Adapter, LocalAddress, Stop } from "@luat/contract";
import type { Pen } from "./pen.js";

/**
 * The link of a recorded card. It is looked at when the program looks, and watched as long as the program watches: a
 * recording keeps nothing of the card busy by itself.
 */
export class RecordedLink {
  readonly #card: Adapter;
  readonly #pen: Pen;
  #isUp: boolean;
  #address: LocalAddress | undefined;

  constructor(card: Adapter, pen: Pen) {
    this.#card = card;
    this.#pen = pen;
    this.#isUp = card.isReady();
    this.#address = card.address();
    pen.begin(card, this.#isUp, this.#address);
  }

  isReady(): boolean {
    const isUp = this.#card.isReady();
    if (isUp !== this.#isUp) this.#note(isUp, this.#card.address());
    return isUp;
  }

  address(): LocalAddress | undefined {
    const address = this.#card.address();
    if (!isSame(address, this.#address)) this.#note(this.#card.isReady(), address);
    return address;
  }

  watch(onLink: (up: boolean) => void): Stop {
    return this.#card.watch((up) => {
      if (up !== this.#isUp) this.#note(up, this.#card.address());
      onLink(up);
    });
  }

  #note(up: boolean, address: LocalAddress | undefined): void {
    this.#isUp = up;
    this.#address = address;
    this.#pen.note({ ev: "link", up, address });
  }
}

function isSame(a: LocalAddress | undefined, b: LocalAddress | undefined): boolean {
  return a?.ip === b?.ip && a?.mask === b?.mask && a?.gateway === b?.gateway && a?.ipv6 === b?.ipv6;
}
