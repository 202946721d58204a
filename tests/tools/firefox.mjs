// Firefox, driven by a test: one JSON object a line comes in, one goes out. It speaks WebDriver
// BiDi through puppeteer-core. `--no-scripts` starts a Firefox whose pages run no scripts.

import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const scripts = !process.argv.includes("--no-scripts");
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.env.FIREFOX,
  headless: true,
  extraPrefsFirefox: { "javascript.enabled": scripts, "intl.accept_languages": "zh-CN" },
});
const page = await browser.newPage();

const commands = {
  async open({ url, width, height, cookies }) {
    await page.setViewport({ width, height });
    await browser.deleteCookie(...(await browser.cookies()));
    await browser.setCookie(...cookies);
    const answer = await page.goto(url);
    return answer.status();
  },
  evaluate: ({ script }) => page.evaluate(`(${script})()`),
  press: ({ key }) => page.keyboard.press(key),
  picture: ({ path }) => page.screenshot({ path }).then(() => null),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line);
  let answer;
  try {
    answer = { value: (await commands[command](given)) ?? null };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
