/** How long it takes until a lost packet is sent again for the first time, in ms; each time after that takes twice as long. */
const FIRST_WAIT = 200;
/** How often a packet is sent again in vain before the stream ends. */
export const MOST_RESENDS = 8;
/** The same for those that open a connection. */
export const MOST_KNOCKS = 6;

/** How long it takes until a lost packet is sent again, in ms, after so many times. */
export function waitAfter(resends: number): number {
  return FIRST_WAIT * 2 ** resends;
}
