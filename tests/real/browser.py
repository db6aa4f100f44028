"""The HTML report of 5,000 findings in Chromium, at two widths: it loads nothing, fits its width, is accessible and quick.

    browser.py BINARY [--keep FOLDER]

Needs Chromium (`chromium` or CHROME); the rest comes from npm. --keep leaves the report and its pictures in FOLDER.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from recipes import environment, run
from samples import site

FINDINGS = 5000
PACKAGES = ["puppeteer-core@24", "axe-core@4"]

LOOK = r"""
import puppeteer from 'puppeteer-core'
import { readFileSync } from 'node:fs'

const [page_file, folder, chrome] = process.argv.slice(2)
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
const faults = []
const expect = (condition, what) => { if (!condition) faults.push(what) }
const browser = await puppeteer.launch({ executablePath: chrome, args: ['--no-sandbox', '--disable-gpu'], protocolTimeout: 590000 })

for (const [width, scheme] of [[1280, 'light'], [390, 'light'], [1280, 'dark'], [390, 'dark']]) {
  const name = `${width}-${scheme}`
  const page = await browser.newPage()
  await page.setViewport({ width, height: 844 })
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  const asked = []
  page.on('request', (it) => { if (!it.url().startsWith('file://' + page_file)) asked.push(it.url()) })
  page.on('console', (it) => faults.push(`${name}: console: ${it.text()}`))
  page.on('pageerror', (it) => faults.push(`${name}: ${it.message}`))
  // Time of the page's own thread: the machine may be busy with something else.
  const cdp = await page.createCDPSession()
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  const spent = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics')
    return Math.round(1000 * metrics.find((it) => it.name === 'TaskDuration').value)
  }
  await page.goto('file://' + page_file, { waitUntil: 'load' })
  const loaded = await spent()
  expect(asked.length === 0, `${name}: it asks for ${asked}`)

  const size = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth, document.querySelectorAll('ul.findings > li').length])
  expect(size[0] <= size[1], `${name}: it is ${size[0]} wide in ${size[1]}`)
  expect(size[2] > 5000, `${name}: it has ${size[2]} findings`)
  await page.screenshot({ path: `${folder}/${name}.png` })

  // By keyboard alone: `/` goes to the search, which leaves one; Escape or an empty search brings all back.
  await page.keyboard.press('/')
  const before = await spent()
  await page.keyboard.type('page-0042')
  const shown = () => page.evaluate(() => [...document.querySelectorAll('ul.findings > li')].filter((it) => it.checkVisibility()).length)
  let left = await shown()
  for (let wait = 0; left !== 10 && wait < 200; wait++) { await new Promise((it) => setTimeout(it, 100)); left = await shown() }
  const filtered = await spent() - before
  expect(left === 10, `${name}: the search leaves ${left}`)
  expect(loaded < 3000 && filtered < 3000, `${name}: ${loaded} ms to load, ${filtered} ms to search`)
  await page.screenshot({ path: `${folder}/${name}-search.png` })

  // The rules of axe look at each element, which are all alike: what a search leaves shows them.
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }))
  for (const it of violations) faults.push(`${name}: axe: ${it.id}: ${it.help}: ${it.nodes[0].html.slice(0, 200)}`)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement !== document.body), `${name}: Tab leads nowhere`)
  console.log(`${name}: loaded in ${loaded} ms, searched in ${filtered} ms, ${violations.length} violations`)
  await page.close()
}

const page = await browser.newPage()
await page.goto('file://' + page_file)
await page.evaluate(() => { const search = document.querySelector('#search'); search.value = 'page-0042'; search.dispatchEvent(new Event('input', { bubbles: true })) })
await new Promise((it) => setTimeout(it, 1000))
await page.pdf({ path: `${folder}/print.pdf` })
await browser.close()
for (const it of faults) console.log(it)
process.exitCode = faults.length ? 1 : 0
"""


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    kept = pathlib.Path(sys.argv[3]).resolve() if sys.argv[2:3] == ["--keep"] else None
    chrome = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chrome:
        raise SystemExit("browser.py: there is no Chromium")
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(name)
        folder, pictures = top / "site", kept or top / "pictures"
        folder.mkdir()
        pictures.mkdir(exist_ok=True)
        site(folder, FINDINGS, binary)
        report = pictures / "report.html"
        done = subprocess.run([binary, "--format", f"html={report}"], cwd=folder, env=environment(top), capture_output=True, text=True)
        if done.returncode != 1:
            raise SystemExit(f"browser.py: exit {done.returncode}: {done.stderr}")
        run(top, "npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES)
        (top / "look.mjs").write_text(LOOK)
        print(run(top, "node", "look.mjs", report, pictures, chrome), end="")


main()
