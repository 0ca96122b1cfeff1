// The few movements that every page has. Nothing here is needed: all pages work without a script.
"use strict";
