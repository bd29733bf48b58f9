export type { Entry, EntryKind, EntryOf, RecordedFault, RecordedTls, Took, Transcript, TranscriptHeader } from "./entry.js";
export { formatTranscript } from "./format-transcript.js";
export { parseTranscript } from "./parse-transcript.js";
export { record, type RecordOptions } from "./record.js";
export { TranscriptError } from "./transcript-error.js";
