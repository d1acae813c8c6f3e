#!/usr/bin/env node
// Made from apps/lite/src/client.ts by scripts/build-lite.mjs: change it there.

// apps/lite/src/client.ts
process.stderr.write("The client is not here yet.\n");

export {  };