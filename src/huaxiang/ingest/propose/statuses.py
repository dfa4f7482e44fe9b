"""What the status words of orders mean, in the words of shops and platforms."""

from __future__ import annotations

from collections.abc import Iterable

from huaxiang.ingest.propose.names import normalise

__all__ = ["status_of", "status_share"]

_WORDS = {
    "refunded": (
        "refunded refund returned reversed chargeback 退款成功 已退款 退款 退货 退款完成 全额退款 reembolsado devuelto devolvido"
        " rembourse erstattet zuruckgegeben retourniert rimborsato 返金 返品 환불 반품 возвращен возврат iade zwrocone"
    ),
    "cancelled": (
        "cancelled canceled cancel closed voided void rejected failed unavailable abandoned declined 交易关闭 已取消 取消"
        " 已关闭 关闭 订单关闭 订单取消 交易取消 交易失败 cancelado anulado anule annule storniert abgebrochen annullato"
        " geannuleerd キャンセル 取消 취소 отменен отменён отмена iptal anulowane"
    ),
    "placed": (
        "placed pending unpaid created new invoiced_unpaid awaiting_payment waiting_payment open draft on_hold 等待买家付款"
        " 待付款 未付款 待支付 未支付 pendiente pendente en_attente offen ausstehend in_attesa 未払い 입금대기 ожидает новый"
        " beklemede oczekujace"
    ),
    "shipped": (
        "shipped dispatched in_transit delivering out_for_delivery 卖家已发货 已发货 待收货 运输中 配送中 enviado expedie"
        " versandt verschickt spedito verzonden 発送済 発送済み 배송중 отправлен kargoda wyslane"
    ),
    "paid": (
        "paid approved processing invoiced confirmed accepted payment_received in_progress 买家已付款 已付款 待发货 已支付"
        " 等待卖家发货 备货中 pagado pago aprovado paye bezahlt pagato betaald 支払済 支払い済み 결제완료 оплачен odendi"
        " oplacone"
    ),
    "completed": (
        "completed complete delivered finished success successful done received fulfilled settled ok 交易成功 已完成 完成"
        " 已签收 已收货 交易完成 订单完成 完结 entregado entregue livre geliefert abgeschlossen consegnato geleverd 完了"
        " 配達済 배송완료 구매확정 완료 доставлен выполнен завершен завершён tamamlandi teslim_edildi dostarczone zrealizowane"
    ),
}
_MEANING = {normalise(word): status for status, words in _WORDS.items() for word in words.split()}


def status_of(raw: str) -> str | None:
    """The canonical status of a shop's word, None when it is unknown.

    >>> status_of("交易成功"), status_of("Canceled"), status_of("foo")
    ('completed', 'cancelled', None)
    """
    plain = normalise(raw)
    if plain in _MEANING:
        return _MEANING[plain]
    for word, status in _MEANING.items():
        if len(word) > 2 and not word.isascii() and word in plain:
            return status
    return None


def status_share(top: Iterable[tuple[str, int]]) -> float:
    """Share of the rows whose value is a known status word, 0..1."""
    rows = [(rows, status_of(value) is not None) for value, rows in top]
    total = sum(n for n, _ in rows)
    return sum(n for n, is_known in rows if is_known) / total if total else 0.0
