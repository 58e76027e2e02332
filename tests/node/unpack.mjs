// Unpacks the Chromium of @sparticuz/chromium into the folder that is named: node unpack.mjs FOLDER
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const packed = new URL("./node_modules/@sparticuz/chromium/bin/", import.meta.url);
const [folder] = process.argv.slice(2);
for (const [from, to, mode] of [
  ["chromium.br", "chromium", 0o755],
  ["al2023.tar.br", "al2023.tar", 0o644],
]) {
  await pipeline(
    createReadStream(new URL(from, packed)),
    createBrotliDecompress(),
    createWriteStream(`${folder}/${to}`, { mode }),
  );
}
