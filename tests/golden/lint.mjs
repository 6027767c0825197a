// Reads a JSON list of statements, writes for each the list of what Neo4j's own parser has against it.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.argv[2] + "/");
const { lintCypherQuery } = require("@neo4j-cypher/language-support");
const { language, statements } = JSON.parse(readFileSync(0, "utf8"));
const found = statements.map((statement) =>
  lintCypherQuery(`${language} ${statement}`, {})
    .diagnostics.filter((one) => one.severity === 1 && !/^Parameter .* is not defined/.test(one.message))
    .map((one) => one.message),
);
process.stdout.write(JSON.stringify(found));
