export { flawOf, kissCode, mayBeForeign, type AnswerFlaw } from "./answer-flaw.js";
export { measure, type Measured } from "./measure.js";
export { ntpTime, UNSET, unixMs, type NtpTime } from "./ntp-time.js";
export { decodePacket, encodePacket, type Packet } from "./packet.js";
export { Question, type Asker, type Questioned } from "./question.js";
export { DEFAULT_SERVERS } from "./servers.js";
