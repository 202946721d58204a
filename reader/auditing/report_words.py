"""The words of the report, in both of its languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from reader.auditing.criteria import Standing
from reader.auditing.findings import Outcome
from reader.domain.article import Label


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the report: its BCP 47 tag, and the prefix of its ids."""

    tag: str
    prefix: str

    def __call__(self, label: Label) -> str:
        """A label's words in this language."""
        if self.prefix == "zh":
            return label.chinese or label.english
        return label.english or label.chinese


CHINESE = Language("zh-Hans", "zh")
ENGLISH = Language("en", "en")

OUTCOMES: Mapping[Outcome, Label] = {
    Outcome.FAILED: Label("未通过", "Failed"),
    Outcome.UNKNOWN: Label("无法判断", "Could not be judged"),
    Outcome.PASSED: Label("通过", "Passed"),
    Outcome.NOT_APPLICABLE: Label("不适用", "Not applicable"),
}
# Not by colour alone (SC 1.4.1).
MARKS: Mapping[Outcome, str] = {
    Outcome.FAILED: "✗", Outcome.UNKNOWN: "?", Outcome.PASSED: "✓", Outcome.NOT_APPLICABLE: "–",
}  # fmt: skip
STANDINGS: Mapping[Standing, Label] = {
    Standing.FAULTS: Label("查出问题", "Faults were found"),
    Standing.PARTLY: Label(
        "机器没有查出问题，仍须人工核对", "No fault found by machine; people must look too"
    ),
    Standing.PEOPLE: Label("机器不能判断，须人工检查", "Beyond machines; people must look"),
}

TITLE = Label("网站审计报告", "Audit report")
SUMMARY = Label("概况", "Summary")
TO_DO = Label("要做的事", "What to do")
NOTHING_TO_DO = Label("没有未通过的检查。", "No check failed.")
DETAILS = Label("逐项结果", "All checks")
PEOPLE = Label("WCAG 2.2 逐条情况", "WCAG 2.2, criterion by criterion")
PAGES = Label("检查过的页面", "Pages that were read")
LIMITS = Label(
    "自动检查只能发现一部分问题：全部通过不等于符合标准。下面列出的每一条成功准则都还需要人用键盘、读屏软件和"
    "放大镜核对。",
    "Automated checks find a part of what may be wrong: that all pass does not show conformance."
    " Every criterion below still needs people, with a keyboard, a screen reader and a magnifier.",
)
SWITCH = Label("In English", "中文")
ADDRESS = Label("网址", "Address")
WHEN = Label("时间", "When")
RESULT = Label("结果", "Result")
SUBJECT = Label("方面", "Subject")
CHECK = Label("检查", "Check")
NORM = Label("依据", "Norm")
ADVICE = Label("怎么改：", "What to do: ")
PLACES = Label("发现的位置", "Places")
MORE = Label("另有 {count} 处，没有列出。", "{count} more are not listed.")
CRITERION = Label("成功准则", "Criterion")
LEVEL = Label("级别", "Level")
STANDING = Label("情况", "Standing")
BY = Label("由哪些检查", "By which checks")
NUMBER = Label("页数", "Pages")
KIND = Label("地址的形式", "Kind of address")
LEFT = Label(
    "另有 {count} 个已知的地址没有读取。", "{count} more addresses are known and were not read."
)
REFUSED = Label(
    "有 {count} 个地址因 robots.txt 没有请求。",
    "{count} addresses were not asked for: robots.txt refuses.",
)
BROWSER = Label("浏览器", "Browser")
NO_BROWSER = Label("没有", "none")
TOOL = Label("工具", "Tool")
