/** How a private key is written: PKCS#8, or PKCS#1 with the traditional encryption of OpenSSL. */
export type KeyFormat = "pkcs8" | "traditional";
