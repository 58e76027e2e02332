// Writes TypeScript types for a document to standard output.
// node types.mjs {oas|asyncapi} FILE
import { readFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";
import openapiTS, { astToString } from "openapi-typescript";

const [kind, file] = process.argv.slice(2);
const document = JSON.parse(readFileSync(file, "utf8"));

// What has a default may be left out of a request.
const options = { defaultNonNullable: false };

async function ofMessages() {
  const names = Object.keys(document.components.schemas);
  const properties = Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]),
  );
  const whole = { type: "object", properties, components: document.components };
  return compile(whole, "Messages", { format: false, unreachableDefinitions: false });
}

process.stdout.write(
  kind === "oas" ? astToString(await openapiTS(document, options)) : await ofMessages(),
);
