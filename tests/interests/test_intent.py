"""Intents of short service texts, questions and searches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.interests.intent import INTENTS, IntentReader, load_intents
from huaxiang.interests.reader import Reader, load_reader

READER = load_reader()


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("我的包裹到哪了,一周了还没收到", "service_chat", "logistics"),
        ("什么时候发货呀", "service_chat", "logistics"),
        ("尺码小了想换货怎么操作", "service_chat", "return_exchange"),
        ("申请退款三天了还没处理", "service_chat", "return_exchange"),
        ("有没有优惠券可以领", "service_chat", "price_promo"),
        ("双十一会降价吗", "question", "price_promo"),
        ("这款敏感肌可以用吗", "question", "product_question"),
        ("是什么材质的", "question", "product_question"),
        ("我想买两箱,怎么下单", "service_chat", "purchase_intent"),
        ("这款和上一代有什么区别,哪个好", "question", "compare"),
        ("质量太差了,我要投诉", "service_chat", "complaint"),
        ("用了两天就坏了,保修期多久,能上门维修吗", "service_chat", "after_sale_service"),
        ("付款失败,银行卡一直提示密码错误", "service_chat", "account_payment"),
        ("求推荐一款适合油皮的粉底液", "question", "recommendation_request"),
        ("静音办公椅", None, "browse_search"),
        ("露营帐篷", "search", "browse_search"),
        ("谢谢你,辛苦了", "service_chat", "chitchat"),
        ("哈哈哈在吗", "service_chat", "chitchat"),
    ],
)
def test_intents(text: str, kind: str | None, label: str) -> None:
    assert READER.read(text, kind=kind).intent.label == label


@given(st.text(max_size=40))
def test_labels_are_known_and_confidences_are_shares(text: str) -> None:
    found = READER.read(text).intent
    assert found.label in INTENTS
    assert 0 < found.confidence <= 1


def test_more_cues_make_it_surer() -> None:
    one = READER.read("发货了吗", kind="service_chat").intent
    two = READER.read("发货了吗,快递单号是多少", kind="service_chat").intent
    assert one.label == two.label == "logistics"
    assert two.confidence > one.confidence


def test_reader_is_shared_without_state() -> None:
    assert isinstance(READER, Reader)
    first = READER.read("什么时候发货")
    READER.read("别的话")
    assert READER.read("什么时候发货") == first


def test_an_encoder_is_asked_where_the_linear_model_is_not_sure() -> None:
    class Always:
        def join(self, text: str, shares: np.ndarray) -> np.ndarray:
            return np.where(np.array(load_intents().classes) == "compare", 1.0, 0.0).astype(np.float32)

    alone, joined = IntentReader(load_intents()), IntentReader(load_intents(), Always())
    sure, unsure = "我的包裹到哪了,一周了还没收到", "那个东西"
    assert alone.read(sure).confidence > 0.9 > alone.read(unsure).confidence
    assert joined.read(sure) == alone.read(sure)
    assert joined.read(unsure).label == "compare"
