"""Shops whose columns and values speak something else than English."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.project.shops.base import Basket, Rng, Row, Truth, baskets, category, counted, midnight, often, walks, write

__all__ = ["SHAPES"]

LINES, ORDERS = "order_line_recorded", "order_completed"
FOUR = {"view": "product_viewed", "cart": "product_added", "fav": "product_favourited", "buy": LINES}


def _with_states(bought: list[Basket], *, every: int) -> Truth:
    """Truth of a table of lines in which each `every`th order is cancelled."""
    gone = sum(b.number % every == 1 for b in bought)
    kept = sum(len(b.lines) for b in bought if b.number % every != 1)
    return Truth(
        len({b.person for b in bought}),
        {LINES: (kept, sum(len(b.lines) for b in bought)), ORDERS: len(bought) - gone, "order_cancelled": gone},
    )


def _comma(value: float, *, thousands: str = ".") -> str:
    return f"{value:,.2f}".replace(",", "#").replace(".", ",").replace("#", thousands)


def german(folder: Path, rng: Rng) -> Truth:
    """Bestellungen: semicolons, Windows-1252, days before months, decimal commas."""
    bought = baskets(rng, midnight(2023, 1, 3), most=4)
    head = [
        "Bestellnummer",
        "Kundennummer",
        "Bestelldatum",
        "Artikel",
        "Warengruppe",
        "Menge",
        "Einzelpreis",
        "Gesamtpreis",
        "Status",
    ]
    rows = [
        (
            *(f"B-{b.number + 70000}", f"K{b.person + 3000:06d}", f"{b.at:%d.%m.%Y %H:%M}", f"Töpfe Größe {line.item}"),
            *(["Küche > Töpfe", "Küche > Messer", "Bad > Handtücher"][category(line.item) % 3], line.pieces),
            *(
                _comma(line.price * 19),
                _comma(line.price * 19 * line.pieces),
                "storniert" if b.number % 15 == 1 else "versendet",
            ),
        )
        for b in bought
        for line in b.lines
    ]
    write(folder / "Bestellungen 2023.csv", [head, *rows], sep=";", encoding="cp1252")
    return _with_states(bought, every=15)


def japanese(folder: Path, rng: Rng) -> Truth:
    """注文データ in Shift JIS: amounts with 円, years first."""
    bought = baskets(rng, midnight(2022, 4, 1), most=3)
    head = ["注文番号", "会員ID", "注文日時", "商品コード", "商品名", "カテゴリ", "数量", "単価", "小計", "ステータス"]
    rows = [
        (
            *(f"{b.at:%Y%m%d}-{b.number:05d}", f"M{b.person:05d}", f"{b.at:%Y/%m/%d %H:%M:%S}", f"JP{line.item:04d}"),
            *(f"ほうじ茶{line.item}", ["お茶", "菓子"][category(line.item) % 2], line.pieces),
            *(f"{round(line.price * 100):,}円", f"{round(line.price * 100) * line.pieces:,}円"),
            "キャンセル" if b.number % 20 == 1 else "発送済み",
        )
        for b in bought
        for line in b.lines
    ]
    write(folder / "注文データ.csv", [head, *rows], encoding="cp932")
    return _with_states(bought, every=20)


def russian(folder: Path, rng: Rng) -> Truth:
    """Заказы in Windows-1251: semicolons, decimal commas, blanks between thousands."""
    bought = baskets(rng, midnight(2021, 9, 1), most=4)
    head = [
        "Номер заказа",
        "Код клиента",
        "Дата заказа",
        "Артикул",
        "Наименование",
        "Категория",
        "Количество",
        "Цена",
        "Сумма",
        "Статус",
    ]
    rows = [
        (
            *(
                b.number + 30001,
                f"КЛ-{b.person:05d}",
                f"{b.at:%d.%m.%Y %H:%M:%S}",
                f"А{line.item:04d}",
                f"Чайник {line.item}",
            ),
            *(["Посуда", "Текстиль", "Декор"][category(line.item) % 3], line.pieces),
            *(_comma(line.price * 70, thousands=" "), _comma(line.price * 70 * line.pieces, thousands=" ")),
            "Отменён" if b.number % 15 == 1 else "Доставлен",
        )
        for b in bought
        for line in b.lines
    ]
    write(folder / "Заказы.csv", [head, *rows], sep=";", encoding="cp1251")
    return _with_states(bought, every=15)


def spanish_zip(folder: Path, rng: Rng) -> Truth:
    """One archive with clientes, pedidos, lineas_pedido and productos."""
    bought = baskets(rng, midnight(2022, 1, 10), most=3)
    orders = [
        (
            b.number + 900,
            b.person + 1,
            f"{b.at:%d/%m/%Y}",
            "cancelado" if b.number % 15 == 1 else "entregado",
            "tarjeta",
        )
        for b in bought
    ]
    lines = [(b.number + 900, line.item + 1, line.pieces, _comma(line.price), 0) for b in bought for line in b.lines]
    clients = [(p + 1, "Ana", "García", f"ana{p}@example.org", "F", "Sevilla", "15/06/2021") for p in range(150)]
    goods = [(i + 1, f"Abanico {i}", ["Hogar", "Moda", "Regalo"][i % 3], _comma(5 + i)) for i in range(200)]
    tables: dict[str, tuple[str, Sequence[Row]]] = {
        "clientes.csv": ("id_cliente nombre apellidos correo sexo ciudad fecha_alta", clients),
        "pedidos.csv": ("id_pedido id_cliente fecha_pedido estado forma_pago", orders),
        "lineas_pedido.csv": ("id_pedido id_producto cantidad precio_unitario descuento", lines),
        "productos.csv": ("id_producto nombre_producto categoria precio", goods),
    }
    with zipfile.ZipFile(folder / "tienda.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (head, rows) in tables.items():
            text = io.StringIO()
            csv.writer(text, delimiter=";").writerows([head.split(), *rows])
            archive.writestr(name, text.getvalue().encode())
    truth = _with_states(bought, every=15)
    return Truth(150, truth.events)


def french(folder: Path, rng: Rng) -> Truth:
    """A log of visits: French words for acts, days before months, accents in Latin-1."""
    words = {"view": "consultation", "cart": "ajout panier", "remove": "retrait panier", "buy": "achat"}
    acts = [act for act in walks(rng, midnight(2022, 10, 1)) if act.what in words]
    rows = [
        (
            f"{act.at:%d/%m/%Y %H:%M:%S}",
            f"C{act.person:05d}",
            words[act.what],
            f"REF{act.item:04d}",
            ["Épicerie", "Cave", "Thé"][category(act.item) % 3],
            _comma(3 + act.item),
        )
        for act in acts
    ]
    head = ["Date et heure", "N° client", "Action", "Référence produit", "Catégorie", "Prix"]
    write(folder / "journal_visites.csv", [head, *rows], sep=";", encoding="latin-1")
    return Truth(len({act.person for act in acts}), counted(acts, {**FOUR, "remove": "product_removed"}))


def korean(folder: Path, rng: Rng) -> Truth:
    """A log of acts in CP949 with Korean words."""
    words = {"view": "조회", "cart": "장바구니", "fav": "찜", "buy": "구매"}
    acts = [act for act in walks(rng, midnight(2023, 6, 1)) if act.what in words]
    rows = [
        (f"{act.at:%Y-%m-%d %H:%M:%S}", f"U{act.person:05d}", f"P{act.item:05d}", "차", words[act.what]) for act in acts
    ]
    write(folder / "행동로그.csv", [["일시", "회원번호", "상품코드", "카테고리", "행동"], *rows], encoding="cp949")
    return Truth(len({act.person for act in acts}), counted(acts, FOUR))


def portuguese(folder: Path, rng: Rng) -> Truth:
    """Vendas: a sheet of lines with ç and ã, a client and a cupom, R$ before amounts."""
    bought = baskets(rng, midnight(2023, 2, 1), most=4)
    head = [
        "Nº Pedido",
        "Código do Cliente",
        "Data da Compra",
        "Produto",
        "Categoria",
        "Quantidade",
        "Preço Unitário",
        "Valor Total",
        "Situação",
    ]
    rows = [
        (
            *(
                b.number + 5000,
                b.person + 100,
                f"{b.at:%d/%m/%Y %H:%M}",
                f"Pão {line.item}",
                ["Padaria", "Bebidas"][category(line.item) % 2],
            ),
            *(line.pieces, f"R$ {_comma(line.price)}", f"R$ {_comma(line.price * line.pieces)}"),
            "Cancelado" if b.number % 15 == 1 else "Entregue",
        )
        for b in bought
        for line in b.lines
    ]
    write(folder / "vendas.csv", [head, *rows], sep=";")
    return _with_states(bought, every=15)


def chinese(folder: Path, rng: Rng) -> Truth:
    """行为日志, 会员 with masked phones, 评价 as JSON lines: three ways to name a member."""
    words = {"view": "浏览", "cart": "加购", "fav": "收藏", "buy": "支付"}
    acts = [act for act in walks(rng, midnight(2025, 3, 1), days=60) if act.what in words]
    groups = ["茶具/盖碗", "茶叶/绿茶", "茶点/糕饼"]
    rows = [
        (
            f"HY{act.person:06d}",
            f"SP{act.item:05d}",
            groups[category(act.item) % 3],
            words[act.what],
            f"{act.at:%Y年%m月%d日 %H:%M:%S}",
        )
        for act in acts
    ]
    write(folder / "行为日志.csv", [["会员编号", "商品编码", "类目", "行为", "时间"], *rows], encoding="gbk")
    members = [
        (f"HY{p:06d}", f"138****{p:04d}", "男女"[p % 2], f"19{60 + p % 40}-01-01", "2024-05-01 10:00:00")
        for p in range(200)
    ]
    write(folder / "会员.csv", [["会员编号", "手机号", "性别", "生日", "注册时间"], *members], encoding="gbk")
    with (folder / "评价.jsonl").open("w", encoding="utf-8") as file:
        for n in range(200):
            review = {
                "uid": f"HY{often(rng, 200):06d}",
                "goods": f"SP{often(rng, 300):05d}",
                "content": f"盖碗{n}很薄不烫手",
                "score": 1 + n % 5,
            }
            file.write(json.dumps({**review, "ctime": 1741000000 + n * 9000}, ensure_ascii=False) + "\n")
    return Truth(200, {**counted(acts, FOUR), "product_reviewed": 200})


def turkish(folder: Path, rng: Rng) -> Truth:
    """Siparişler in Windows-1254: the dotless i, decimal commas."""
    bought = baskets(rng, midnight(2022, 5, 1), most=4)
    head = [
        "Sipariş No",
        "Müşteri No",
        "Sipariş Tarihi",
        "Ürün Kodu",
        "Ürün Adı",
        "Kategori",
        "Adet",
        "Birim Fiyat",
        "Tutar",
        "Durum",
    ]
    rows = [
        (
            *(
                f"S{b.number + 4000}",
                f"MŞ{b.person:05d}",
                f"{b.at:%d.%m.%Y %H:%M}",
                f"U{line.item:04d}",
                f"Çay bardağı {line.item}",
            ),
            *(["Mutfak", "Giyim", "Kırtasiye"][category(line.item) % 3], line.pieces),
            *(
                _comma(line.price),
                _comma(line.price * line.pieces),
                "İptal edildi" if b.number % 15 == 1 else "Teslim edildi",
            ),
        )
        for b in bought
        for line in b.lines
    ]
    write(folder / "siparişler.csv", [head, *rows], sep=";", encoding="cp1254")
    return _with_states(bought, every=15)


def polish(folder: Path, rng: Rng) -> Truth:
    """Zamówienia in Windows-1250: years first, zł behind amounts."""
    bought = baskets(rng, midnight(2022, 5, 1), most=4)
    head = [
        "Nr zamówienia",
        "Id klienta",
        "Data zamówienia",
        "Produkt",
        "Kategoria",
        "Ilość",
        "Cena",
        "Wartość",
        "Status",
    ]
    rows = [
        (
            *(f"Z/{b.number + 4000}/2022", b.person + 700, f"{b.at:%Y-%m-%d %H:%M}", f"Żelazko {line.item}"),
            *(
                ["Dom", "Ogród", "Odzież"][category(line.item) % 3],
                line.pieces,
                f"{_comma(line.price, thousands=' ')} zł",
            ),
            *(
                f"{_comma(line.price * line.pieces, thousands=' ')} zł",
                "Anulowane" if b.number % 15 == 1 else "Wysłane",
            ),
        )
        for b in bought
        for line in b.lines
    ]
    write(folder / "zamówienia.csv", [head, *rows], sep=";", encoding="cp1250")
    return _with_states(bought, every=15)


def vietnamese(folder: Path, rng: Rng) -> Truth:
    """A log of acts with Vietnamese words and marks."""
    words = {"view": "xem", "cart": "thêm vào giỏ", "fav": "yêu thích", "buy": "mua"}
    acts = [act for act in walks(rng, midnight(2023, 6, 1)) if act.what in words]
    rows = [
        (
            f"{act.at:%d/%m/%Y %H:%M:%S}",
            f"KH{act.person:05d}",
            f"SP{act.item:05d}",
            ["Trà", "Bánh"][category(act.item) % 2],
            words[act.what],
        )
        for act in acts
    ]
    head = ["Thời gian", "Mã khách hàng", "Mã sản phẩm", "Danh mục", "Hành động"]
    write(folder / "nhat_ky.csv", [head, *rows])
    return Truth(len({act.person for act in acts}), counted(acts, FOUR))


SHAPES = {
    shape.__name__: shape
    for shape in (
        german,
        japanese,
        russian,
        spanish_zip,
        french,
        korean,
        portuguese,
        chinese,
        turkish,
        polish,
        vietnamese,
    )
}
