// Bundles the report page's script and style: `node build.mjs OUT_FOLDER`.
import { build } from "esbuild";

const out = process.argv[2];
if (!out) throw new Error("name the folder to write to");

await build({
  entryPoints: { page: "src/main.tsx" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome123", "firefox120", "safari17.5"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});
