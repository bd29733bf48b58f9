import type { Endpoint } from "./endpoint.js";
import type { Fault } from "./fault.js";
import type { SecureInfo } from "./secure.js";

/** What happened to a socket, in the past tense. `id` is the socket's number, unique within its device. */
export type DiagnosticEvent =
  | { readonly kind: "dialed"; readonly id: number; readonly card: string; readonly to: Endpoint }
  | { readonly kind: "connected"; readonly id: number; readonly local: Endpoint; readonly peer: Endpoint }
  | { readonly kind: "listened"; readonly id: number; readonly card: string; readonly local: Endpoint }
  | { readonly kind: "accepted"; readonly id: number; readonly from: Endpoint }
  | { readonly kind: "bound"; readonly id: number; readonly card: string; readonly local: Endpoint }
  | { readonly kind: "secured"; readonly id: number; readonly info: SecureInfo }
  | { readonly kind: "rejected"; readonly id: number; readonly from: Endpoint; readonly fault: Fault }
  | { readonly kind: "broke"; readonly id: number; readonly fault?: Fault | undefined }
  | { readonly kind: "closed"; readonly id: number };

/** Where diagnostic events go. Absent by default: then nothing is even built. It may not throw. */
export type Diagnostics = (event: DiagnosticEvent) => void;
