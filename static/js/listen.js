// Reading aloud, sentence by sentence, with the voices of the reader's device. Without this script
// there is none; a recording beside an article plays without it.

import { current, keep, panel, root } from "./tools.js";
import { scrollerOf } from "./scrolling.js";
import { pieces, rangeOf, sentenceAt, sentenceUnder, sentencesIn, weightOf } from "./sentences.js";
import { styled } from "./sheets.js";
import { allVoices, fitting, regionOf } from "./voices.js";

const PER_SECOND = 4; // Chinese characters, at the usual speed
const LONGEST = 10; // seconds of an utterance: Chrome's voices from the network fall silent at 15
const PATIENCE = 5; // seconds beyond the longest an utterance may take without a sign of life
const SLOWEST = 2.5; // times the time it should take: some voices do not mind the speed
const STILL = "(prefers-reduced-motion: reduce)";
const CHOSEN = "listen"; // in the session's storage: "on" to go on with the next article, "next" once there

let opening;

// Opens the bar and begins; once it is there, goes on or pauses. A recording is played instead.
export default async function listen(button) {
  const session = kept("sessionStorage");
  if (session[CHOSEN] === "next") session[CHOSEN] = "on";
  const recording = document.querySelector(".recording audio");
  if (recording) await playOrPause(recording);
  else if (!document.querySelector(".text")) return;
  else if (opening) (await opening).toggle();
  else (await (opening = opened(button))).begin();
}

async function opened(button) {
  const [part] = await Promise.all([panel("listen"), styled("listen")]);
  const bar = document.importNode(part.querySelector("template").content, true).querySelector(".listen");
  return new Listening(bar, button);
}

async function playOrPause(recording) {
  if (!recording.paused) {
    recording.pause();
    return;
  }
  recording.onended = () => {
    if (kept("sessionStorage")[CHOSEN]) turnPage();
  };
  await recording.play().catch(() => recording.focus()); // not without being asked to, on this page
}

// What the reader chose before; nothing is kept where the browser keeps nothing.
function kept(storage) {
  try {
    return globalThis[storage];
  } catch {
    return {};
  }
}

function turnPage() {
  const next = document.querySelector("a[rel=next]");
  if (!next) return;
  kept("sessionStorage")[CHOSEN] = "next";
  location.assign(next.href);
}

class Listening {
  #bar;
  #opener;
  #language;
  #parts;
  #sentences;
  #at = 0;
  #turn = 0; // events of an utterance that has been cancelled since are not heard
  #isReading = false;
  #isSilent = false; // no sound came of the last utterance
  #voices = [];
  #held; // Chrome drops the events of an utterance that nobody holds
  #timer;

  constructor(bar, button) {
    this.#bar = bar;
    this.#opener = button ?? document.activeElement;
    const text = document.querySelector(".text");
    this.#language = text.closest("[lang]").lang;
    this.#parts = [document.querySelector("main h1"), text];
    this.#sentences = sentencesIn(...this.#parts);
    this.#at = this.#first();
    document.querySelector(".tools").prepend(bar);
    bar.addEventListener("click", (event) => this.#pressed(event));
    bar.addEventListener("change", (event) => this.#changed(event));
    document.addEventListener("click", this.#tapped);
    addEventListener("pagehide", this.#leaving);
    for (const part of this.#parts) part.classList.add("heard");
    this.#part("rate").value = current().rate;
    const onward = this.#part("onward");
    onward.checked = Boolean(kept("sessionStorage")[CHOSEN]);
    onward.parentElement.hidden = !document.querySelector("a[rel=next]");
    if (button) this.#part("toggle").focus({ preventScroll: true });
    this.#offerToSystem();
  }

  async begin() {
    this.#voices = fitting(await allVoices(), this.#language);
    const chosen = kept("localStorage")[this.#voiceKey];
    this.#voices.sort((a, b) => (b.voiceURI === chosen) - (a.voiceURI === chosen));
    if (!this.#bar.isConnected) return;
    if (!this.#voices.length) {
      this.#give("none");
      this.#bar.querySelector("a").hidden = false;
      for (const control of this.#bar.querySelectorAll("button, label, details")) {
        control.hidden = control.dataset.do !== "stop";
      }
      if (this.#opener?.matches("[data-feature]")) this.#part("stop").focus({ preventScroll: true });
      return;
    }
    this.#listVoices();
    this.play();
  }

  toggle() {
    if (this.#isReading) this.pause();
    else if (this.#voices.length) this.play();
  }

  play() {
    if (this.#at >= this.#sentences.length) this.#at = 0;
    this.#show(true, this.#otherVoice());
    this.#speak();
  }

  // Cancelling, and beginning the sentence anew: Android's pause() cannot be taken back.
  pause(word = "paused") {
    this.#hush();
    this.#show(false, word);
  }

  stop() {
    this.#hush();
    const hadFocus = this.#bar.contains(document.activeElement);
    this.#bar.remove();
    this.#unmark();
    for (const part of this.#parts) part.classList.remove("heard");
    document.removeEventListener("click", this.#tapped);
    removeEventListener("pagehide", this.#leaving);
    delete kept("sessionStorage")[CHOSEN];
    this.#withdrawFromSystem();
    opening = undefined;
    const main = document.querySelector("main");
    if (hadFocus) (this.#opener?.isConnected && this.#opener !== document.body ? this.#opener : main).focus({ preventScroll: true });
  }

  go(to) {
    this.#at = Math.min(Math.max(to, 0), this.#sentences.length - 1);
    if (this.#isReading) this.#speak();
    else this.#mark();
  }

  // Where to begin: at what is selected, else at the first sentence in the window.
  #first() {
    const selection = getSelection();
    if (selection.rangeCount && !selection.isCollapsed) {
      const { startContainer, startOffset } = selection.getRangeAt(0);
      const found = sentenceAt(this.#sentences, startContainer, startOffset);
      if (found) return this.#indexOf(found);
    }
    const first = this.#sentences.findIndex((sentence) => rangeOf(sentence).getBoundingClientRect().bottom > 0);
    return Math.max(first, 0);
  }

  #indexOf({ block, start }) {
    return this.#sentences.findIndex((sentence) => sentence.block === block && sentence.start === start);
  }

  // Speaking

  get #rate() {
    return Number(current().rate || 100) / 100;
  }

  #hush() {
    this.#turn += 1;
    clearTimeout(this.#timer);
    globalThis.speechSynthesis?.cancel();
  }

  #speak() {
    this.#hush();
    this.#mark();
    const parts = pieces(this.#sentences[this.#at].text, LONGEST * PER_SECOND * Math.min(this.#rate, 1));
    this.#utter(parts, this.#turn);
  }

  #utter([part, ...rest], turn) {
    const utterance = new SpeechSynthesisUtterance(part.trim());
    const [voice] = this.#voices;
    utterance.voice = voice;
    utterance.lang = voice.lang.replaceAll("_", "-");
    utterance.rate = this.#rate;
    const heard = (act) => (event) => turn === this.#turn && act(event);
    const ended = () => {
      clearTimeout(this.#timer);
      this.#isSilent = false;
      if (rest.length) this.#utter(rest, this.#turn);
      else this.#onward();
    };
    let isHeard = false;
    const wait = heard(() => {
      clearTimeout(this.#timer);
      const seconds = PATIENCE + (SLOWEST * weightOf(part)) / PER_SECOND / this.#rate;
      this.#timer = setTimeout(() => {
        if (turn !== this.#turn) return;
        if (!isHeard) {
          this.#failed("silent");
          return;
        }
        this.#hush(); // it fell silent without saying so
        ended();
      }, seconds * 1000);
    });
    utterance.onstart = utterance.onboundary = () => {
      isHeard = true;
      wait();
    };
    utterance.onend = heard(ended);
    utterance.onerror = heard(({ error }) => this.#failed(error));
    this.#held = utterance;
    wait();
    speechSynthesis.speak(utterance);
  }

  #failed(error) {
    if (error === "not-allowed") this.pause("blocked");
    else if (error === "interrupted" || error === "canceled") this.pause(); // by another page
    else if (error === "silent" && !this.#isSilent) {
      this.#isSilent = true; // once more, for some forget what follows a cancel
      this.#speak();
    } else if (this.#voices.length > 1) {
      this.#isSilent = false;
      this.#voices.shift();
      this.#listVoices();
      this.play();
    } else {
      this.pause("failed");
      this.#bar.querySelector("a").hidden = false;
    }
  }

  #onward() {
    this.#at += 1;
    if (this.#at < this.#sentences.length) {
      this.#speak();
      return;
    }
    this.#unmark();
    this.#show(false, "ended");
    if (this.#part("onward").checked) turnPage();
  }

  // Showing

  #part(name) {
    return this.#bar.querySelector(`[data-do="${name}"]`);
  }

  #give(word) {
    const given = word === "other" ? ` ${this.#voices[0].name}` : "";
    const status = this.#bar.querySelector("[role=status]");
    status.textContent = this.#bar.dataset[word] + given;
    status.classList.toggle("quiet", word === "reading" || word === "paused"); // which the button says
  }

  #show(isReading, word) {
    this.#isReading = isReading;
    const { dataset } = this.#part("toggle");
    this.#part("toggle").textContent = isReading ? dataset.pause : dataset.play;
    this.#give(word);
    if (navigator.mediaSession) navigator.mediaSession.playbackState = isReading ? "playing" : "paused";
  }

  #mark() {
    const before = globalThis.CSS?.highlights?.get("spoken");
    const [old] = before ?? [];
    const isAlong = !old || isInView(old.getBoundingClientRect());
    const sentence = this.#sentences[this.#at];
    const range = rangeOf(sentence);
    this.#unmark();
    if (globalThis.Highlight && CSS.highlights) CSS.highlights.set("spoken", new Highlight(range));
    else sentence.block.classList.add("spoken");
    if (isAlong) bringIntoView(range, this.#bar);
  }

  #unmark() {
    globalThis.CSS?.highlights?.delete("spoken");
    document.querySelector(".spoken")?.classList.remove("spoken");
  }

  #otherVoice() {
    return regionOf(this.#voices[0].lang) === regionOf(this.#language) ? "reading" : "other";
  }

  get #voiceKey() {
    return `voice-${regionOf(this.#language)}`;
  }

  #listVoices() {
    const select = this.#part("voice");
    select.replaceChildren(...this.#voices.map((voice) => new Option(voice.name, voice.voiceURI)));
    select.parentElement.hidden = this.#voices.length < 2;
    this.#bar.querySelector("details").hidden = !this.#bar.querySelector("details label:not([hidden])");
  }

  // What the reader does

  #pressed({ target }) {
    const act = target.closest("button")?.dataset.do;
    if (act === "toggle") this.toggle();
    if (act === "stop") this.stop();
    if (act === "back") this.go(this.#at - 1);
    if (act === "on") this.go(this.#at + 1);
  }

  async #changed({ target }) {
    const act = target.dataset.do;
    if (act === "onward") {
      if (target.checked) kept("sessionStorage")[CHOSEN] = "on";
      else delete kept("sessionStorage")[CHOSEN];
      return;
    }
    if (act === "rate") await keep({ ...current(), rate: target.value });
    if (act === "voice") {
      kept("localStorage")[this.#voiceKey] = target.value;
      this.#voices.sort((a, b) => (b.voiceURI === target.value) - (a.voiceURI === target.value));
    }
    if (this.#isReading) this.play();
  }

  #tapped = (event) => {
    if (!event.target.closest(".text, main h1") || event.target.closest("a, button, summary, input, label, audio, video")) return;
    if (!getSelection().isCollapsed) return; // it is being selected, not tapped
    const found = sentenceUnder(this.#sentences, event.clientX, event.clientY);
    if (!found) return;
    this.#at = this.#indexOf(found);
    if (this.#voices.length) this.play();
  };

  #leaving = () => this.#isReading && this.pause(); // the browser may bring this page back

  // The buttons of headphones and of the lock screen, where the system counts speech as media

  get #systemKeys() {
    return {
      play: () => this.play(),
      pause: () => this.pause(),
      stop: () => this.stop(),
      previoustrack: () => this.go(this.#at - 1),
      nexttrack: () => this.go(this.#at + 1),
    };
  }

  #offerToSystem() {
    const session = navigator.mediaSession;
    if (!session) return;
    const [title, artist] = ["main h1", ".brand"].map((place) => sentencesIn(document.querySelector(place)).map(({ text }) => text).join(""));
    session.metadata = new MediaMetadata({ title, artist });
    for (const [name, act] of Object.entries(this.#systemKeys)) handle(name, act);
  }

  #withdrawFromSystem() {
    const session = navigator.mediaSession;
    if (!session) return;
    session.metadata = null;
    session.playbackState = "none";
    for (const name of Object.keys(this.#systemKeys)) handle(name, null);
  }
}

function handle(name, act) {
  try {
    navigator.mediaSession.setActionHandler(name, act);
  } catch {
    // a browser that does not know this one
  }
}

function isInView({ top, bottom, left, right }) {
  return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
}

// Scrolls, where it must, the window or the box that scrolls the text.
function bringIntoView(range, bar) {
  const { top, bottom, left, right } = range.getBoundingClientRect();
  const foot = Math.min(bar.closest(".tools").getBoundingClientRect().top, innerHeight);
  const isStill = matchMedia(STILL).matches || root.dataset.motion === "less" || root.dataset.elder === "on";
  const behavior = isStill ? "instant" : "smooth";
  if (top < 0 || bottom > foot) scrollBy({ top: top - foot * 0.2, behavior });
  if (left >= 0 && right <= innerWidth) return;
  scrollerOf(range.startContainer.parentElement).scrollBy({ left: (left + right - innerWidth) / 2, behavior });
}
