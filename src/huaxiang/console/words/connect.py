"""Words of the page on which a shop points its SDK here."""

from __future__ import annotations

__all__ = ["WORDS"]

_PAGE = {
    "title": ("接入", "Connect"),
    "lead": (
        "已经在用的 SDK 只改一个地址,事件就进到这里。选 SDK、拿密钥、贴代码,再发一个测试事件看看。",
        "Keep the SDK you have and change its host: choose it, get a key, paste the code, send a test event.",
    ),
    "choose": ("1. 选你在用的 SDK", "1. Choose the SDK you use"),
    "choose_note": (
        "没有 SDK 就选 HTTP:任何能发请求的程序都行。",
        "Without an SDK take HTTP: whatever can send a request will do.",
    ),
    "offer.segment": ("Segment", "Segment"),
    "offer.rudderstack": ("RudderStack", "RudderStack"),
    "offer.http": ("HTTP", "HTTP"),
    "offer.sensors": ("神策", "Sensors Analytics"),
    "offer.posthog": ("PostHog", "PostHog"),
    "offer.cloudevents": ("CloudEvents", "CloudEvents"),
    "code": ("3. 贴进你的代码", "3. Paste it into your code"),
    "code_note": (
        "地址和密钥已经填好,密钥只在这个浏览器里填进去。M1001 换成顾客的会员号。",
        "Host and key are filled in; the key is put in by this browser alone. Put the customer's number for M1001.",
    ),
    "no_snippet": (
        "这种格式还没有现成代码,下面是最简单的请求。",
        "There is no ready code for this dialect yet; this is the plainest request.",
    ),
    "near_only": (
        "{host} 只有这台机器能访问。给别的机器用,要用 --host 启动,并换成它们能访问的地址。",
        "Only this machine can reach {host}. For others serve with --host and use an address they can reach.",
    ),
    "python": ("Python", "Python"),
    "node": ("Node.js", "Node.js"),
    "browser": ("浏览器", "Browser"),
    "curl": ("curl", "curl"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
}
_KEYS = {
    "key_title": ("2. 写入密钥", "2. A write key"),
    "key_note": (
        "一个来源一个密钥,例如网站、小程序、App 各一个。密钥只存哈希,忘了就重新生成。",
        "One for each source: site, mini program, app. Only its hash is kept; make a new one when it is lost.",
    ),
    "source": ("来源名", "Name of the source"),
    "make": ("生成密钥", "Make a key"),
    "may_read": (
        "也能读取画像(只给服务器用,不要放进网页和 App)",
        "may also read portraits (for servers alone: never in a page or an app)",
    ),
    "wrong_source": (
        "来源名用字母、数字、短横线或下划线,40 个字以内",
        "A source's name has letters, digits, hyphens or underscores, at most 40",
    ),
    "key_field": ("密钥", "Key"),
    "paste": ("生成一个,或粘贴已有的密钥", "make one, or paste one that you have"),
    "your_key": ("你的密钥", "YOUR_WRITE_KEY"),
    "once": (
        "密钥只显示这一次,离开本页就再也看不到了:现在复制到安全的地方。",
        "It is shown this once: copy it to a safe place now, nobody can show it again.",
    ),
    "no_keys": (
        "还没有密钥:现在只有本机的程序能发事件,测试不用填密钥。",
        "There is no key: only programs on this machine may send events, and the test needs none.",
    ),
    "first_key": (
        "有了第一个密钥,所有程序都要带上密钥,本机的也一样。",
        "From the first key on every program needs one, those on this machine too.",
    ),
    "first_key_demo": (
        "演示店从此要登录:先设一个用户名和密码。",
        "The demo shop asks for a sign-in from then on: set a name and a password.",
    ),
    "to_sign_in": ("去设用户名和密码", "Set a name and a password"),
    "keys": ("已有的密钥", "Keys"),
    "key_mark": ("标记", "Mark"),
    "scopes": ("权限", "May"),
    "scope.write": ("写入", "write"),
    "scope.read": ("读取", "read"),
    "last_used": ("最近使用", "Last used"),
    "not_used": ("启动以来没用过", "not since the start"),
    "remove": ("移除", "Remove"),
    "remove_title": ("移除这个密钥?", "Remove this key?"),
    "remove_text": (
        "「{source}」的密钥 {mark} 马上失效,用它的程序发来的事件都会被拒。",
        "Key {mark} of “{source}” ends at once: events sent with it are refused.",
    ),
    "remove_last": (
        "这是最后一个:之后只有本机的程序能发事件。",
        "It is the last: afterwards only programs on this machine may send events.",
    ),
    "keep": ("保留", "Keep"),
}
_TRIAL = {
    "trial": ("4. 发一个测试事件", "4. Send a test event"),
    "trial_note": (
        "用上面选的格式和密钥,从这个浏览器真的发一条「加购」到本服务,看它走到哪一步。",
        "Sends a real “added to cart” from this browser to this service, in that dialect and with that key.",
    ),
    "send": ("发送测试事件", "Send a test event"),
    "no_trial": (
        "这种格式没有现成的测试事件,用上面的代码试。",
        "There is no test event for this dialect: try the code.",
    ),
    "sending": ("正在发送…", "Sending…"),
    "sent": ("发送", "Sent"),
    "sent_told": ("POST {path} · {ms} 毫秒 · 状态 {status}", "POST {path} · {ms} ms · status {status}"),
    "verdict": ("判定", "Verdict"),
    "verdict.accepted": ("已收下", "accepted"),
    "verdict.duplicate": ("重复,已收过", "duplicate"),
    "verdict.parked": ("搁置", "parked"),
    "verdict.refused": ("没收下", "refused"),
    "verdict.unknown": ("已应答,但没有收下", "answered, but not accepted"),
    "not_sent": ("没有发出去", "It could not be sent"),
    "status.400": ("这个请求读不懂。", "The request cannot be read."),
    "status.401": (
        "密钥没填、填错,或已经移除。检查第 2 步的密钥。",
        "The key is missing, wrong or removed: check step 2.",
    ),
    "status.403": (
        "这个密钥没有写入权限;还没有密钥时,只有本机能发。",
        "The key may not write; without any key only this machine may send.",
    ),
    "status.404": ("本服务没有这个地址。", "This service has no such path."),
    "status.413": ("内容太大。", "The body is too large."),
    "status.429": ("现在太忙,过一会儿再发。", "There is no room now: send it again in a while."),
    "status.503": ("服务暂时写不了日志。", "The service cannot write its log now."),
    "status.other": ("没有收下。", "It was not accepted."),
    "durable": ("已写进磁盘", "on disk"),
    "counted": ("计入", "Counted"),
    "waiting": ("等待计入…", "Waiting to be counted…"),
    "readable": ("收下后 {seconds} 秒可读", "readable {seconds} s after it was accepted"),
    "not_counted": (
        "{seconds} 秒内没有计入。{why}",
        "Not counted within {seconds} s. {why}",
    ),
    "no_worker": (
        "后台处理没有在工作:事件存着,等它启动就会计入。",
        "No worker works: the event is kept and counted once one does.",
    ),
    "busy": ("前面还有 {n} 条在排队。", "{n} events are before it."),
    "later": ("过一会儿在「实时」页看看。", "Look at the page Live in a while."),
    "person": ("测试人", "Test person"),
    "see_person": ("打开画像", "Open the portrait"),
    "changes": ("标签变化", "Changes of tags"),
    "no_changes": ("这一条没有改变任何标签", "It changed no tag"),
    "left": (
        "测试人叫 {mark}…,会算进人数,直到删除;商品名是 huaxiang-test。",
        "Test people are named {mark}… and count as people until removed; the product is huaxiang-test.",
    ),
    "left_n": ("现在有 {n} 个测试人。", "There are {n} test people now."),
    "left_one": ("现在有 1 个测试人。", "There is one test person now."),
    "left_none": ("现在没有测试人。", "There are none now."),
    "remove_tests": ("删除测试人和他们的事件", "Remove test people and their events"),
    "removing": ("正在删除…", "Removing…"),
    "removed": ("已删除 {n} 个测试人", "{n} test people removed"),
}
WORDS = {**_PAGE, **_KEYS, **_TRIAL}
