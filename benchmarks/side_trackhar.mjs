// Answers each line of standard input, the path of a HAR file, with one line: seconds from the file to the hits, and
// the properties that were hit in each entry. The values are the first argument, a JSON object of property to value.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { process as processHar } from 'trackhar';

const indicatorValues = JSON.parse(process.argv[2]);
const { version } = JSON.parse(readFileSync(new URL('./node_modules/trackhar/package.json', import.meta.url), 'utf8'));
console.log(JSON.stringify({ version: `trackhar ${version}, Node.js ${process.versions.node}` }));

for await (const path of createInterface({ input: process.stdin })) {
  const began = performance.now();
  const results = await processHar(JSON.parse(readFileSync(path, 'utf8')), { indicatorValues });
  const seconds = (performance.now() - began) / 1000;
  const found = results.map((hits) => [...new Set((hits ?? []).map((hit) => hit.property))]);
  console.log(JSON.stringify({ seconds, found }));
}
