"""What an import has to say of a page, in English and in Chinese."""

from dataclasses import dataclass

from reader.domain.errors import ReaderError

_SENTENCES = {
    # why a page or a file was left
    "too-large": (
        "it is larger than {0} MB; take out what is no page of an article",
        "文件大于 {0} MB，请移除不是文章页面的内容",
    ),
    "ratio": (
        "it unzips to more than {0} times its size, as no honest file does",
        "解压后超过原大小的 {0} 倍，不像正常文件",
    ),
    "bomb": (
        "the archive unzips to far more than its size; what comes after this place was not read",
        "压缩包解压后远超其大小，此处之后的内容未读取",
    ),
    "encrypted": (
        "it is encrypted; unzip it with its password and import the folder",
        "文件已加密，请用密码解压后再导入文件夹",
    ),
    "damaged": ("it is damaged: {0}", "文件已损坏：{0}"),
    "outside": (
        "its name ({0}) leads out of the archive; rename it or leave it out",
        "文件名（{0}）指向压缩包之外，请改名或移除",
    ),
    "link": (
        "it is a symbolic link out of the folder or to a folder; copy what it leads to",
        "这是指向别处的符号链接，请复制原文件",
    ),
    "special": (
        "it is no regular file (a device, a pipe or a socket)",
        "这不是普通文件（设备、管道或套接字）",
    ),
    "unreadable": ("it cannot be read: {0}", "无法读取：{0}"),
    "nested-archive": (
        "it is an archive inside an archive; unpack it and import it by itself",
        "压缩包内的压缩包不会展开，请单独解压后导入",
    ),
    "mht": (
        "pages saved as .mht are not read; open it in a browser and save it as HTML",
        "不支持 .mht 网页，请在浏览器中另存为 HTML",
    ),
    "refused": ("{0}", "拒绝读取：{0}"),
    "no-text": ("its bytes are no text: {0}", "内容不是文本：{0}"),
    "too-slow": (
        "reading it took more than {0} seconds; look at it and import it by itself",
        "读取超过 {0} 秒，请检查后单独导入",
    ),
    "died": (
        "reading it ended the process that read it ({0}); please report this with the page",
        "读取时进程意外结束（{0}），请连同页面一并反馈",
    ),
    "memory": (
        "reading it takes more memory than a page may",
        "读取所需内存超过限制",
    ),
    "broken": (
        "it could not be read ({0}); please report this with the page",
        "无法解析（{0}），请连同页面一并反馈",
    ),
    "empty": ("no text of an article was found in it", "未找到文章正文"),
    "list": (
        "it is a list of links (a front page or a column), not an article",
        "这是链接列表（首页或栏目页），不是文章",
    ),
    "no-article": (
        "the article made of it could not be read back: {0}",
        "生成的文章无法读回：{0}",
    ),
    # what is doubtful in an article that was taken
    "no-title": ("no title was found; the file's name stands for it", "未找到标题，暂用文件名"),
    "no-date": (
        "no date was found; the site will show the file's own time",
        "未找到日期，网站将显示文件时间",
    ),
    "date-of-address": (
        "the page shows no date; {0} is taken from its address",
        "页面没有日期，{0} 取自网址",
    ),
    "future-date": (
        "its date {0} is yet to come: the site will show it then",
        "日期 {0} 还没有到，届时网站才会显示",
    ),
    "bad-date": (
        'its date "{0}" is none of the calendar and was left out',
        "日期“{0}”无效，已略去",
    ),
    "missing-part": (
        "part {0} of this article of several pages was not among what was given",
        "这篇分页文章缺少第 {0} 页",
    ),
    "missing-picture": (
        "the picture {0} was not among what was given; its link stays",
        "未找到图片 {0}，链接保留",
    ),
    "missing-attachment": (
        "the attachment {0} was not among what was given; its link stays",
        "未找到附件 {0}，链接保留",
    ),
    "unserved": (
        "{0} is of a kind that the site does not serve; convert it and link it anew",
        "网站不提供 {0} 这类文件，请转换格式后重新链接",
    ),
    "file-refused": ("{0} was not copied: {1}", "未复制 {0}：{1}"),
    "front-matter": ("the reader says: {0}", "读回时提示：{0}"),
    "column-unlisted": (
        'site.toml could not be completed; add the column "{0}" with the path {1}',
        "无法补充 site.toml，请添加栏目“{0}”，路径为 {1}",
    ),
    # what else became of a page
    "same-as": ("the same page as {0}", "与 {0} 相同"),
    "part-of": ("a part of {0}", "属于 {0} 的分页"),
    "superseded": (
        "{0}, imported earlier, is a part of this article now; delete it",
        "此前导入的 {0} 现已并入本文，请删除",
    ),
    "edited": (
        "{0} was edited since it was imported and stays as it is",
        "{0} 导入后被编辑过，保持不变",
    ),
    "deleted": (
        "{0} was deleted since it was imported and is not written again",
        "{0} 导入后被删除，不再写入",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence by its code, with what it names."""

    code: str
    args: tuple[str, ...] = ()

    @property
    def english(self) -> str:
        """The sentence in English."""
        return _SENTENCES[self.code][0].format(*self.args)

    @property
    def chinese(self) -> str:
        """The sentence in Chinese."""
        return _SENTENCES[self.code][1].format(*self.args)


class LeftError(ReaderError):
    """A page, or a file, is left where it is; `notice` says why."""

    def __init__(self, code: str, *args: str) -> None:
        self.notice = Notice(code, args)
        super().__init__(self.notice.english)

    def __reduce__(self) -> tuple[type["LeftError"], tuple[str, ...]]:
        return LeftError, (self.notice.code, *self.notice.args)
