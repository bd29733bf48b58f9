/** Ends what a call started. Calling it again, or after the thing ended by itself, does nothing. */
export type Stop = () => void;
