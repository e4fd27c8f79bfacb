/* global require */
// Loaded as in policies/security/main.js, which says why.
require("tsx/cjs");
require("./index.ts");
