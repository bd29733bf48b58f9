// Prints where in the sources an error was thrown: node --enable-source-maps stack.mjs
import { connect } from "@luat/libnet";

await connect({ host: "127.0.0.1", port: 70_000 }).catch((error) => {
  console.log(/** @type {Error} */ (error).stack);
});
