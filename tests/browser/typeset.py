"""A site of three articles with everything that typesetting is about, for the browser's tests."""

from pathlib import Path

EDITIONS = (
    "zh-hans", "zh-hant", "zh-hant-tw", "zh-hant-hk", "en", "zh-hans-pinyin", "zh-hant-tw-zhuyin",
)  # fmt: skip

_SENTENCES = (
    "清晨的县城里，图书馆的大门刚刚打开，几位老人已经坐在窗边读报。",
    "“今天的报纸来了没有？”管理员笑着说：“来了，来了！”——这是每天都有的对话……大家都习惯了。",
    "他把《论语》、《孟子》和（去年买的）《庄子》放在桌上，一页一页地翻。",
    "骨头、直线、返回、遍地，这几个字各地写法不同。",
    "读到好的地方，便停下来，望望窗外的树，再接着往下读，一直读到太阳偏西。",
)
_MIXED = (
    "2026年12月25日，W3C的clreq文档（Requirements for Chinese Text Layout）更新到第3版，网址是"
    "https://www.w3.org/International/clreq/requirements-for-chinese-text-layout?with=query&and=1，"
    "一共18章95页，internationalization 一词太长，standardization 也不短。"
)


def write_site(folder: Path) -> Path:
    """Write the articles and their site file into a folder, and give it back."""
    editions = ", ".join(f'"{edition}"' for edition in EDITIONS)
    (folder / "site.toml").write_text(f'name = "清读"\neditions = [{editions}]\n', "utf-8")
    texts = folder / "texts"
    texts.mkdir()
    _write(texts / "mixed.md", "骨直返遍", _mixed())
    _write(texts / "long.md", "很长的一天", _long())
    (texts / "plain.txt").write_text(
        "纯文本\n\n" + "\n".join("".join(_SENTENCES[n:] + _SENTENCES[:n]) for n in range(4)),
        "utf-8",
    )
    return folder


def _write(file: Path, title: str, body: str) -> None:
    front = f"---\ntitle: {title}\nauthor: 林晓月\npublished: 2026-01-02 03:04\n---\n\n"
    file.write_text(front + body, "utf-8")


def _mixed() -> str:
    running = "\n\n".join("".join(_SENTENCES[n:] + _SENTENCES[:n]) for n in range(3))
    return f"""{running}

{_MIXED}

## 列表

- {_SENTENCES[0]}
- {_SENTENCES[2]}

1. 第一步
2. 第二步

> {_SENTENCES[1]}
>
> {_SENTENCES[3]}

## 表格和注

| 省份 | 人口（万） | 面积 | 省会 | 简称 | 区号 | 备注 |
| --- | ---: | --- | --- | --- | --- | --- |
| 陕西 | 3953 | 20.56万平方公里 | 西安 | 陕 | 029 | 关中平原 |

文字里有脚注[^1]，也有第二个[^2]。

```
print("code")
```

{_SENTENCES[4]}

[^1]: 这是第一条脚注，说明出处。
[^2]: {_SENTENCES[0] * 2}
"""


def _long() -> str:
    paragraph = "".join(_SENTENCES)
    return "\n\n".join(
        f"## 第{number}节\n\n{paragraph}\n\n### 第{number}节的小节\n\n{paragraph * 2}"
        for number in "一二三四五"
    )
