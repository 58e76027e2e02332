// Prints what two public linters, Redocly and Spectral, have against a document, as JSON.
// node lint.mjs {oas|asyncapi} FILE
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import spectral from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";

const [kind, file] = process.argv.slice(2);
const source = readFileSync(file, "utf8");
// The promise is AsyncAPI 3.0; whom to write to is for whoever runs the service to say.
const off = { "asyncapi-latest-version": "off", "asyncapi-info-contact-properties": "off" };

async function bySpectral() {
  const linter = new spectral.Spectral();
  const rules = kind === "asyncapi" ? off : {};
  linter.setRuleset({ extends: [[rulesets[kind], "recommended"]], rules });
  const found = await linter.run(source);
  return found.map((one) => `spectral ${one.code} at ${one.path.join("/")}: ${one.message}`);
}

async function byRedocly() {
  const config = await createConfig({ extends: ["recommended"] });
  const found = await lintFromString({ source, config, absoluteRef: file });
  return found.map((one) => `redocly ${one.ruleId} at ${one.location[0]?.pointer}: ${one.message}`);
}

console.log(JSON.stringify([...(await bySpectral()), ...(await byRedocly())]));
