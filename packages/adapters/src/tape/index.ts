export type { Entry, EntryFields, EntryKind, EntryOf, RecordedFault, RecordedSecurity, RecordedTls, Took, Transcript, TranscriptHeader } from "./entry.js";
export { formatTranscript } from "./format-transcript.js";
export { parseTranscript } from "./parse-transcript.js";
export { record, type RecordOptions } from "./record.js";
export { replay, type Replay, type ReplayOptions } from "./replay.js";
export { ReplayError } from "./replay-error.js";
export { TranscriptError } from "./transcript-error.js";
