// Which of a device's voices reads a text, by the region its language belongs to.

const NEAREST = {
  cn: ["cn", "sg", "tw", "hk"],
  tw: ["tw", "cn", "sg", "hk"],
  hk: ["hk", "tw", "cn", "sg"],
};
// Voices that Apple's systems offer in every language, and nobody would read a page with.
const NOVELTY = /^(?:eddy|flo|grandma|grandpa|reed|rocko|sandy|shelley)\b/i;
const LATE = 3000; // milliseconds to wait for voices; Chrome has none at first
const AGAIN = 100; // milliseconds between two looks: Safari says nothing when they come

// The region of a language tag, as browsers and Android spell them; of other languages, the language.
export function regionOf(tag) {
  const [language, ...rest] = tag.toLowerCase().split(/[-_]/);
  if (language === "yue" || rest.includes("yue")) return "hk";
  if (!["zh", "cmn", "zho", "chi"].includes(language)) return language;
  if (rest.includes("hk") || rest.includes("mo")) return "hk";
  if (rest.includes("tw")) return "tw";
  if (rest.includes("sg") || rest.includes("my")) return "sg";
  return rest.includes("hant") ? "tw" : "cn";
}

// The voices that can read a language, the most fitting first.
export function fitting(voices, language) {
  const wanted = regionOf(language);
  const regions = NEAREST[wanted] ?? [wanted];
  const rank = (voice) => [
    regions.indexOf(regionOf(voice.lang)),
    Number(/[-_]\w{5,}$/.test(voice.lang) && !/han[st]/i.test(voice.lang)), // zh-CN-liaoning
    Number(NOVELTY.test(voice.name)),
    Number(!voice.localService), // which sends no text away, and needs no network
    Number(!voice.default),
  ];
  return voices
    .map((voice) => ({ voice, rank: rank(voice) }))
    .filter(({ rank: [place] }) => place >= 0)
    .sort((a, b) => a.rank.map((own, n) => own - b.rank[n]).find(Boolean) ?? 0)
    .map(({ voice }) => voice);
}

// All voices of the device, waited for when there are none yet.
export async function allVoices() {
  const speech = globalThis.speechSynthesis;
  const limit = Date.now() + LATE;
  while (speech && !speech.getVoices().length && Date.now() < limit) {
    await new Promise((done) => {
      setTimeout(done, AGAIN);
    });
  }
  return speech?.getVoices() ?? [];
}
