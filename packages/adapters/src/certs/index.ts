export { readAuthorities } from "./authorities.js";
export { createAuthority, type Authority, type AuthorityOptions, type Issued, type IssueOptions, type Validity } from "./authority.js";
export type { Certificate, Usage } from "./certificate.js";
export { certificates, type Certificates } from "./certificates.js";
export { readIdentity, type Identity } from "./identity.js";
export type { KeyFormat } from "./key-format.js";
export { verifyChain, type VerifyOptions } from "./verify-chain.js";
