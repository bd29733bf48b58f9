/** The kinds of keys: RSA, or on an elliptic curve. */
export type KeyType = "rsa" | "ec";
