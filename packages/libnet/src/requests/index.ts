export { requests } from "./create-requests.js";
export type { Requests } from "./requests.js";
export type { CommonRequestsOptions, IdOptions, InOrderOptions, MatchOptions, RequestOptions, RequestsOptions } from "./requests-options.js";
