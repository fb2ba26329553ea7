#!/usr/bin/env python3
"""Steps through report pages in a real browser, by keyboard and by mouse, and checks what it sees.

    check.py [--shots FOLDER] PAGE...

Needs Debian's chromium and chromium-driver, nothing else. Fails on a console message, a request, text of too little
contrast, a control without a name, and on a timeline or filter that does not do what it should.
"""
import base64, json, pathlib, socket, subprocess, sys, tempfile, time, urllib.error, urllib.request

KEYS = {"left": "\ue012", "right": "\ue014", "home": "\ue011", "end": "\ue010", "escape": "\ue00c"}
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1200,900"]
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print("  FAILED:", what)


class Browser:
    def __init__(self, profile):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                if self.call("GET", "/status")["ready"]:
                    break
            except OSError:
                time.sleep(0.1)
        options = {"args": ARGUMENTS + [f"--user-data-dir={profile}"]}
        capabilities = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.base += "/session/" + session["sessionId"]

    def call(self, method, path, data=None):
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.base + path, body, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def js(self, code, *args):
        return self.call("POST", "/execute/sync", {"script": code, "args": list(args)})

    def find(self, selector):
        return list(self.call("POST", "/element", {"using": "css selector", "value": selector}).values())[0]

    def click(self, selector):
        self.call("POST", f"/element/{self.find(selector)}/click", {})

    def type(self, selector, text):
        self.call("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def press(self, key):
        steps = [{"type": "keyDown", "value": KEYS.get(key, key)}, {"type": "keyUp", "value": KEYS.get(key, key)}]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": steps}]})

    def cdp(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def media(self, scheme, medium="screen"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.cdp("Emulation.setEmulatedMedia", media=medium, features=features)

    def shot(self, path):
        shot = self.cdp("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                        clip=dict(self.js("const b = document.documentElement; return {x: 0, y: 0, width: b.scrollWidth,"
                                          " height: Math.min(b.scrollHeight, 4000), scale: 1}")))
        path.write_bytes(base64.b64decode(shot["data"]))

    def close(self):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()


CONTRAST = """
const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n[3] ?? 1]; };
const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
const ground = (node) => node ? over(parse(getComputedStyle(node).backgroundColor), ground(node.parentElement))
  : matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0, 1] : [255, 255, 255, 1];
const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const poor = new Set();
for (const node of document.querySelectorAll('body *')) {
  const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  if (!own || !node.checkVisibility() || ['SCRIPT', 'STYLE'].includes(node.tagName) || node.closest('svg')) continue;
  const below = ground(node), text = over(parse(getComputedStyle(node).color), below);
  const [a, b] = [light(below), light(text)].sort((x, y) => y - x);
  if ((a + 0.05) / (b + 0.05) < 4.5) poor.add(`${node.tagName}.${node.className}: ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
}
return [...poor];
"""
NAMELESS = """
return [...document.querySelectorAll('button, input, [role=region], svg, section.timeline')].filter((node) =>
  !(node.getAttribute('aria-label') || node.textContent.trim() || node.closest('label')?.textContent.trim()))
  .map((node) => node.outerHTML.slice(0, 80));
"""


def timelines(browser):
    count = browser.js("return document.querySelectorAll('.timeline').length")
    if count == 0:
        return 0
    browser.js("document.querySelectorAll('details.finding').forEach((d, i) => d.open = d.querySelector('.timeline') !== null)")
    now = lambda: browser.js("return document.querySelector('.timeline .now').textContent")
    rows = lambda: browser.js("return document.querySelectorAll('.timeline tbody tr').length")
    at = lambda: browser.js("return Number(document.querySelector('.timeline input').value)")
    last = browser.js("return Number(document.querySelector('.timeline input').max)")
    browser.js("document.querySelector('.timeline').focus()")
    browser.press("home")
    first = now()
    check(at() == 0 and first.startswith("step "), "Home goes to the first step")
    seen = [first]
    for i in range(1, last + 1):
        browser.press("right")
        check(at() == i, f"an arrow key goes to step {i}")
        seen.append(now())
    check(len(set(seen)) > len(seen) * 0.9, "steps say different things")
    browser.press("right")
    check(at() == last, "it ends at the last step")
    for i in range(last - 1, -1, -1):
        browser.press("left")
        check(now() == seen[i], f"stepping back shows step {i} again")
    browser.press("end")
    check(now() == seen[last], "End goes to the last step")
    browser.press("m")
    wrong = browser.js("return document.querySelector('.timeline .wrong')?.dataset.step")
    check(wrong is None or at() == int(wrong), "M goes to the misaligned instruction")
    browser.click(".timeline [data-go=forth]")
    behind = browser.js("return document.querySelectorAll('.timeline tbody .mismatch').length")
    check(wrong is None or at() == int(wrong) + 1, "the button steps forth")
    check(wrong is None or behind > 0 or browser.js("return document.body.textContent.includes('at the end')"),
          "a mismatch shows behind the misaligned instruction")
    browser.click(".timeline [data-go=back]")
    check(wrong is None or at() == int(wrong), "the button steps back")
    browser.click(f".timeline [data-step='{last}']")
    check(at() == last and now() == seen[last], "a click on a step goes there")
    check(browser.js("return document.querySelector('.timeline [aria-current=step]').dataset.step") == str(last),
          "the current step is marked")
    check(rows() > 0, "there are registers")
    browser.click(".timeline [data-go=misaligned]")
    browser.click(".timeline [data-go=forth]")
    return count


def filters(browser):
    for name in browser.js("return [...document.querySelectorAll('[data-filter]')].map((i) => i.dataset.filter)"):
        shown = lambda: browser.js(f"return [...document.querySelectorAll('#{name} tbody tr')].filter((r) => !r.hidden).length")
        everything = shown()
        browser.type(f"[data-filter={name}]", "zzzz-nothing")
        check(shown() == 0, f"the filter of {name} hides what does not match")
        browser.type(f"[data-filter={name}]", KEYS["escape"])
        check(shown() == everything, f"Escape shows all {name} again")
        text = browser.js(f"return document.querySelector('#{name} tbody tr').dataset.text").split()[0]
        browser.type(f"[data-filter={name}]", text)
        check(0 < shown() <= everything, f"the filter of {name} finds {text}")
        browser.type(f"[data-filter={name}]", KEYS["escape"])


def links(browser):
    if browser.js("return document.querySelector('#buckets tbody a') !== null"):
        browser.click("#buckets tbody a")
        time.sleep(0.2)
        target = browser.js("return document.querySelector('#buckets tbody a').hash.slice(1)")
        check(browser.js(f"return document.getElementById('{target}').open"), "a click on a bucket opens its finding")


def page(browser, path, shots):
    print(path)
    browser.media("light")
    browser.call("POST", "/url", {"url": path.resolve().as_uri()})
    check(browser.js("return document.querySelectorAll('h1').length") == 1, "one main heading")
    for name in browser.js(NAMELESS):
        check(False, f"a control without a name: {name}")
    filters(browser)
    links(browser)
    count = timelines(browser)
    print(f"  {count} timelines")
    for scheme in ["light", "dark"]:
        browser.media(scheme)
        for poor in browser.js(CONTRAST):
            check(False, f"too little contrast ({scheme}): {poor}")
        if shots:
            browser.js("scrollTo(0, 0)")
            browser.shot(shots / f"{path.stem}-{scheme}.png")
    if shots:
        browser.media("light", "print")
        browser.shot(shots / f"{path.stem}-print.png")
    width = browser.js("return document.documentElement.scrollWidth - innerWidth")
    check(width <= 0, f"the page is {width} pixels too wide")
    check(browser.js("return performance.getEntriesByType('resource').length") == 0, "nothing is loaded")
    for entry in browser.call("POST", "/se/log", {"type": "browser"}):
        check(False, f"console: {entry['message']}")


def main():
    words = sys.argv[1:]
    shots = None
    if words[:1] == ["--shots"]:
        shots = pathlib.Path(words[1])
        shots.mkdir(parents=True, exist_ok=True)
        words = words[2:]
    if not words:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        try:
            for word in words:
                page(browser, pathlib.Path(word), shots)
        finally:
            browser.close()
    print(f"{len(failures)} failures" if failures else "all as it should be")
    sys.exit(1 if failures else 0)


main()
