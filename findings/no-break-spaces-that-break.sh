#!/usr/bin/env bash
# What a no-break space becomes in Mattermost's messages.
#
# Expected: « Commune : » with U+00A0 before its colon, as French wants it, does not
#   break there: HTML and browsers keep that space.
# Happens: the Markdown reader replaces U+00A0 by a plain space before it reads anything
#   else, so that lines begin with « : ». U+202F, the narrow one, stays as it is.
# Version: marked 0.3.19; seen in the web client of Mattermost 11.6 too, which is built
#   with a fork of that line. Later versions of marked keep both.
# We: write U+202F, message/space.go.
set -euo pipefail
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
cd "$temp"
cat >show.js <<'JS'
const marked = require("marked");
for (const space of ["\u00a0", "\u202f"]) {
  const html = marked(`Commune${space}: Vitry`).trim();
  console.log(html.replace(/[^\x20-\x7e]/g, (c) => "U+" + c.charCodeAt(0).toString(16)));
}
JS
cat >expected <<'SEEN'
<p>Commune : Vitry</p>
<p>CommuneU+202f: Vitry</p>
SEEN
npm install --silent --no-audit --no-fund --ignore-scripts marked@0.3.19 >install.log 2>&1 || { cat install.log; exit 2; }
node show.js 2>&1 | tee seen
diff -u expected seen || { echo "the behaviour has changed"; exit 1; }
