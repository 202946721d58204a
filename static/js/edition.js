// An address of an export without an edition leads on to the reader's own: the one chosen before,
// else by the browser's languages, else the site's first. Without this script the page leads to
// that one by itself, and lists the others.
//
// The same choice as reader.web.editions; a test holds the two together.

const CHINESE = { zh: "zh-hant", cmn: "zh-hant", yue: "zh-hant-hk", nan: "zh-hant-tw", hak: "zh-hant-tw" };
const REGIONS = { tw: "zh-hant-tw", hk: "zh-hant-hk", mo: "zh-hant-hk" };
const links = [...document.querySelectorAll("a[data-edition]")];

function slugFor(language) {
  const [primary, ...rest] = language.toLowerCase().split(/[-_]/);
  if (primary === "en") return "en";
  if (!CHINESE[primary]) return "";
  const region = rest.find((part) => REGIONS[part]);
  const speech = rest.includes("yue") ? "yue" : primary;
  const isHans = rest.includes("hans") || (/^(zh|cmn)$/.test(speech) && !region && !rest.includes("hant"));
  return isHans ? "zh-hans" : (REGIONS[region] ?? CHINESE[speech]);
}

// The link to an edition, else to one of the same script without readings.
function linkTo(slug = "") {
  const script = slug.match(/^zh-han[st]/)?.[0];
  const near = ({ dataset }) => dataset.edition.startsWith(script) && !/pinyin|zhuyin/.test(dataset.edition);
  return links.find(({ dataset }) => dataset.edition === slug) ?? (script && links.find(near));
}

const [, chosen] = document.cookie.match(/(?:^|; )preferences=[^;]*?\bedition=([\w-]+)/) ?? [];
const wanted = [chosen, ...navigator.languages.map(slugFor)];
const link = wanted.map(linkTo).find(Boolean) ?? document.querySelector("a[data-default]");
location.replace(link.href + location.hash);
