"""What stands on a page beside its article: how such lines are worded and such elements named."""

import re

# Elements beside an article, by what makers of pages call them.
ELEMENTS = re.compile(
    r"\b(?:bd)?share|social|jiathis|bshare|related|relevant|xiangguan|recommend|tuijian|"
    r"comment|pinglun|"
    r"copyright|disclaimer|shengming|banquan|mianze|pager\b|pagination|page-?(?:nav|box|num|"
    r"turn)|prev-?next|pre-?next|"
    r"qr-?code|erweima|\bewm|print(?!er-area|_content|-content|body)|toolbar|\btools?\b|"
    r"font-?size|zihao|fontchange|"
    r"crumb|position\b|weizhi|location\b|advert|\bad[sv]?\b|\bad[-_]|guanggao|hot-?(?:news|"
    r"list|article)|"
    r"side-?bar|foot(?:er)?\b|\bnav|menu\b|login|subscribe|newsletter|\bvote|dashang|reward|"
    r"\btags?\b|tag-?list|"
    r"\bkeywords?\b|breadcrumb|skip-?link|statement|zeren|page-?source|editorName|art-?editor|"
    r"next-?page|other-?news|"
    r"back-?list|article-?(?:info|meta|tools|func|source)|news-?info|post-?meta|entry-?meta|"
    r"entry-?footer|byline",
    re.IGNORECASE,
)

# Those of them that are beside an article however much they hold.
OTHERS = re.compile(
    r"comment|pinglun|related|xiangguan|recommend|tuijian|side-?bar|foot(?:er)?\b|copyright|disclaimer",
    re.IGNORECASE,
)

# Whole lines beside an article.
_LINES = re.compile(
    r"""^[\W_]*(?:
    (?:字\s*[号號体體级級](?:大小|[调調][节節整])?|文字大小|
        字体大小)[\s:：]*(?:[大中小超特默认认恢复重置放缩AＡa+＋\-－−⁺⁻\[\]【】|\s]*)
    | (?:操作|分享|分享到|分享至|收藏|打印|列印|友善列印|打印本[页頁文]|[关關][闭閉](?:窗口|
        本[页頁]|視窗)?|[我要]*收藏|推荐|推薦|[举舉][报報]|纠错|[返回]+(?:顶部|頂部|首页|列表|
        上[页頁一级])?|top|
    加入收藏|保存|朗读|语音播报|[复複][制製]链接|阅读全文|在本[页頁][阅閱][读讀]全文|
        [点點][击擊]查看|查看(?:全文|原文|更多)|[展开開]+全文|[阅閱][读讀]原文|微信|微博|QQ空间|
        朋友圈|豆瓣|人人网|开心网|
    赞|点赞|喜欢|有用|踩|投诉|登[录錄入]|注[册冊]|上一[篇页頁][:：]?.*|下一[篇页頁][:：]?.*|
        上[页頁]|下[页頁]|前一篇.*|[后後]一篇.*|末[页頁]|首[页頁]|更多|[>»]+\s*更多|评论|評論|
        我要评论|暂无评论|
    扫一扫.*|扫描二维码.*|.{0,6}二维码.{0,12}|手机(?:阅读|浏览|查看|扫码).{0,14}|
        关注.{0,10}(?:公众号|微信)|.{0,4}切换到.{0,6}|无障碍(?:浏览|阅读)?|繁[體体](?:版|中文)?|
        简体(?:版|中文)?)
    | (?:相[关關](?:[链鏈][接結]|新[闻聞]|[阅閱][读讀]|文章|[报報][道導]|推[荐薦]|稿件|文件|
        信息|内容|政策|[专專]题|解读|附件)|延伸[阅閱][读讀]|猜你喜[欢歡]|热门(?:文章|新闻|推荐|
        评论|排行)|精彩推荐|推荐阅读|为您推荐|你可能(?:还|也)?喜欢|更多(?:内容|新闻|相关)|
        您可能感兴趣|相關文章|看更多.{0,14}|網友留言|发表评论|我来说两句|最新评论|
        网友评论)[\s:：>＞»]*
    | (?:版[权權](?:所有|声明)|免[责責](?:声明|聲明)|特别声明|声明[:：]|[网網]站声明|转载(?:请|
        須|须)注明|未经授权|本文(?:仅代表|为.{0,8}原创|版权归)|.{0,12}(?:ICP[备備证]|公网安备)|
        copyright|©|\(c\)|all\s+rights\s+reserved|powered\s+by|技术支持|主办单位|承办单位|
        网站标识码|建议使用).*
    | [（(【\[]?\s*(?:[责責]任|本文|网络|網絡|值班|执行|新媒体)?\s*(?:编\s*[辑辑]|編\s*輯|
        [责責]\s*[编編]|校\s*[对對]|[审審]\s*[核稿读]|[初复復终終][审審]|[一二三][审審]|监\s*制|
        [编編][审審]|排\s*版|[签簽]\s*发|统\s*筹|来\s*源|來\s*源|稿\s*源|本文来源|供\s*稿|作\s*者|
        撰\s*[稿文]|摄\s*影|攝\s*影|发布(?:人|者|时间|日期)|發[佈布](?:人|者|時間|日期)|
        阅\s*[读讀]|浏\s*览|点\s*击)\s*(?:人|[员員]|次?[数數]|时间)?\s*[:：/／|｜].{0,40}
    | (?:已?有?\s*\d*\s*(?:人|次)?(?:参与|浏览|閱讀|阅读|点击|评论|评价|收藏|
        瀏覽)\s*[:：]?\s*\d*\s*(?:人|次)?)
    | [\d\s|/,，.·•<>«»‹›【】\[\]()（）_\-—=~*#]+
    )[\W_]*$""",
    re.IGNORECASE | re.VERBOSE,
)
# The head of a list of other articles: what follows it is no part of the text.
_HEADS = re.compile(
    r"^[\W_]*(?:相[关關](?:[链鏈][接結]|新[闻聞]|[阅閱][读讀]|文章|[报報][道導]|推[荐薦]|"
    r"稿件|信息|内容|热门推荐)|延伸[阅閱][读讀]|"
    r"猜你喜[欢歡]|热门(?:文章|新闻|推荐|评论|排行)|精彩推荐|推荐阅读|为您推荐|更多(?:新闻|"
    r"相关).{0,6}|您可能感兴趣|相關文章|"
    r"看更多.{0,14}|網友留言|发表评论|我来说两句|最新评论|网友评论|用户评论|全部评论)[\W_]*$"
)
# Of any length: what a site says of itself under every article.
_NOTICES = re.compile(
    r"^\W*(?:\d+[.、．]?\s*)?(?:凡(?:本[网網站]|注明|註明|来源|标注)|本[网網站](?:所有|转载|"
    r"刊载|部分|文章|登载|仅提供)|[转轉][载載](?:声明|聲明|本[网網站])|版[权權](?:与|"
    r"及)?免责|本[网網站]+.{0,6}[内內]容|.{0,80}(?:ICP[备備证]\w|公网安备\s*\d|版[权權]所有|"
    r"All\s+Rights\s+Reserved)|地址.{4,60}(?:邮政编码|邮编|网站维护|技术支持)|联系我们\W|"
    r"主[办辦].{2,40}承[办辦]|网站地图\W|风险提示[:：]|举报(?:邮箱|电话)|违法和不良信息)"
)
# Advertisements for the publisher's own services.
_OFFERS = re.compile(
    r"(?:下[载載]|[订訂][阅閱]|上手机|关注|關注|追[踪蹤]|扫码|掃碼|加入|点[击這这]|點擊|"
    r"立即).{0,40}(?:App\b|客户端|客戶端|https?://|[\w-]+\.(?:com|cn|tw|hk)|公众号|Telegram|"
    r"電子報|Line|粉[丝絲][团團]|專頁|频道|頻道)|粉[丝絲][团團專专][页頁]?",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\s*[（(【\[〔]\s*(?:[责責]任|本文|网络|網絡|实习|實習)?(?:[编編][辑輯]|[责責][编編]|"
    r"[核校][稿對对]|[编編][译譯])(?:[:：/／]|\s)[^。！？]{1,30}[）)】\]〕]\s*\d{0,8}\s*$"
)
_ENDS = re.compile(
    r"^[\W_]*(?:[（(【\[]\s*(?:[责責]任|本文|网络|網絡)?\s*(?:[编編]\s*[辑輯]|"
    r"[责責]\s*[编編])[:：\s]|(?:[责責]任|本文)[编編][辑輯][:：])"
)


def is_furniture(text: str) -> bool:
    """Whether a line is worded as no part of an article is."""
    if _NOTICES.match(text):
        return True
    return len(text) <= 200 and bool(_LINES.match(text))


def is_offer(text: str) -> bool:
    """Whether a short line offers another service of the publisher's."""
    return len(text) <= 90 and bool(_OFFERS.search(text))


def signature(text: str) -> str:
    """What is put behind the last sentence of a text to name its editors, empty for nothing."""
    match = _SIGNED.search(text[-60:])
    return match[0] if match else ""


def is_head_of_others(text: str) -> bool:
    """Whether a line heads a list of other articles, or the readers' comments."""
    return len(text) <= 30 and bool(_HEADS.match(text))


def is_editor_line(text: str) -> bool:
    """Whether a line names the editor, below which an article has ended."""
    return len(text) <= 60 and bool(_ENDS.match(text))
