// A device that can speak: a stand-in for the browser's own, quick and without sound. `window.fake`
// says what it is like, `window.heard` what was said.
(() => {
  const fake = {
    voices: [{ name: "Tingting", lang: "zh-CN" }, { name: "Sinji", lang: "zh-HK" }, { name: "Meijia", lang: "zh_TW" }, { name: "Samantha", lang: "en-US" }],
    late: 0, // milliseconds until there are voices; no event tells of it
    pace: 200, // characters a second at the usual speed
    longest: Infinity, // seconds after which it falls silent without a word
    deaf: 0, // utterances that are never begun
    error: "", // what every utterance ends in
    ...window.fake,
  };
  const born = Date.now();
  const voices = fake.voices.map((voice) => ({ voiceURI: voice.name, localService: true, default: false, ...voice }));
  let queue = [];
  let timer;
  window.heard = [];
  const fire = (utterance, name, more) => utterance[`on${name}`]?.({ type: name, utterance, ...more });
  const next = () => {
    const [utterance] = queue;
    if (!utterance) return;
    if (fake.deaf > 0) {
      fake.deaf -= 1;
      return;
    }
    if (fake.error) {
      queue.shift();
      fire(utterance, "error", { error: fake.error });
      return;
    }
    fire(utterance, "start");
    window.heard.push({ text: utterance.text, voice: utterance.voice?.name, lang: utterance.lang, rate: utterance.rate });
    const seconds = utterance.text.length / fake.pace / utterance.rate;
    if (seconds > fake.longest) return;
    timer = setTimeout(() => {
      queue.shift();
      const isMore = queue.length > 0;
      fire(utterance, "end");
      if (isMore) next();
    }, seconds * 1000);
  };
  const synthesis = {
    getVoices: () => (Date.now() - born >= fake.late ? voices : []),
    get speaking() {
      return queue.length > 0;
    },
    speak(utterance) {
      queue.push(utterance);
      if (queue.length === 1) setTimeout(next, 0);
    },
    cancel() {
      clearTimeout(timer);
      const dropped = queue;
      queue = [];
      for (const utterance of dropped) setTimeout(() => fire(utterance, "error", { error: "canceled" }), 0);
    },
    pause() {
      throw new Error("Android cannot take it back");
    },
    resume() {},
    addEventListener() {},
  };
  Object.defineProperty(window, "speechSynthesis", { value: fake.voices && synthesis });
  window.SpeechSynthesisUtterance = class {
    constructor(text) {
      Object.assign(this, { text, lang: "", rate: 1, voice: null });
    }
  };
})();
