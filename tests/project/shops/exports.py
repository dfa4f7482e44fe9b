"""What shop systems and market places let a merchant download."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from openpyxl import Workbook
from tests.project.shops.base import Basket, Rng, Truth, baskets, category, midnight, write

__all__ = ["SHAPES"]

LINES, ORDERS = "order_line_recorded", "order_completed"


def _people(bought: list[Basket]) -> int:
    return len({basket.person for basket in bought})


def shopify(folder: Path, rng: Rng) -> Truth:
    """Shopify orders: a row a line, the order's fields in its first row only."""
    bought = baskets(rng, midnight(2021, 3, 1), number=350)
    head = [
        *(
            "Name",
            "Email",
            "Financial Status",
            "Paid at",
            "Fulfillment Status",
            "Fulfilled at",
            "Accepts Marketing",
            "Currency",
        ),
        *(
            "Subtotal",
            "Shipping",
            "Taxes",
            "Total",
            "Discount Code",
            "Discount Amount",
            "Shipping Method",
            "Created at",
        ),
        *("Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price", "Lineitem sku"),
        *(
            "Lineitem requires shipping",
            "Lineitem taxable",
            "Lineitem fulfillment status",
            "Billing Name",
            "Billing Street",
        ),
        *("Billing City", "Billing Zip", "Billing Country", "Billing Phone", "Shipping Name", "Shipping City", "Notes"),
        *("Cancelled at", "Payment Method", "Payment Reference", "Refunded Amount", "Vendor", "Id", "Tags", "Source"),
        "Lineitem discount",
    ]
    rows = []
    for b in bought:
        at = f"{b.at:%Y-%m-%d %H:%M:%S} -0400"
        total = round(sum(line.price * line.pieces for line in b.lines), 2)
        for n, line in enumerate(b.lines):
            first = n == 0
            order = (
                ("paid", at, "fulfilled", at, "yes", "USD", total, 5.0, 0.0, total + 5, "", 0.0, "Standard")
                if first
                else ("",) * 13
            )
            address = (
                f"Ann Lee {b.person}",
                "1 Road",
                "Austin",
                "'73301",
                "US",
                f"+1512555{b.person:04d}",
                "Ann Lee",
                "Austin",
                "",
            )
            paid = ("", "Shopify Payments", f"c{b.number}.1", 0.0) if first else ("", "", "", "")
            rows.append(
                (
                    *(f"#{b.number + 1001}", f"ann{b.person}@example.org", *order, at),
                    *(
                        line.pieces,
                        f"Soap {line.item} - 100 g",
                        line.price,
                        "",
                        f"SOAP-{line.item:03d}",
                        "true",
                        "true",
                        "fulfilled",
                    ),
                    *(address if first else ("",) * 9),
                    *(*paid, "Acme", 3600000000000 + b.number if first else "", "", "web" if first else "", 0.0),
                )
            )
    write(folder / "orders_export_1.csv", [head, *rows])
    return Truth(_people(bought), {LINES: len(rows), ORDERS: len(bought)})


def woocommerce(folder: Path, rng: Rng) -> Truth:
    """WooCommerce orders: a row an order, its lines packed into cells, guests with customer 0."""
    bought = baskets(rng, midnight(2022, 5, 1), number=450, most=3)
    head = [
        "order_id",
        "order_number",
        "order_date",
        "paid_date",
        "status",
        "shipping_total",
        "tax_total",
        "order_total",
        "order_currency",
        "payment_method",
        "customer_id",
        "customer_email",
        "billing_first_name",
        "billing_last_name",
        "billing_phone",
        "billing_city",
        "billing_country",
        "customer_note",
        "line_item_1",
        "line_item_2",
        "line_item_3",
    ]
    rows = []
    for b in bought:
        cells = [
            f"name:Tea {x.item}|product_id:{x.item + 70}|sku:TEA-{x.item}|quantity:{x.pieces}|total:{x.price}"
            for x in b.lines
        ]
        total = round(sum(line.price for line in b.lines), 2)
        status = "cancelled" if b.number % 50 == 1 else "completed"
        rows.append(
            (
                *(
                    b.number + 5001,
                    b.number + 5001,
                    f"{b.at:%Y-%m-%d %H:%M:%S}",
                    f"{b.at:%Y-%m-%d %H:%M:%S}",
                    status,
                    0,
                    0,
                    total,
                    "EUR",
                ),
                *(
                    "paypal",
                    0 if b.person % 4 == 0 else b.person + 1,
                    f"tea{b.person}@example.org",
                    "Ann",
                    "Lee",
                    "",
                    "Gent",
                    "BE",
                    "",
                ),
                *(*cells, "", "", "")[:3],
            )
        )
    write(folder / "order_export_2022.csv", [head, *rows])
    gone = sum(b.number % 50 == 1 for b in bought)
    return Truth(_people(bought), {ORDERS: len(bought) - gone}, others=gone + 3 * len(bought))


def market_place_report(folder: Path, rng: Rng) -> Truth:
    """Amazon's report of orders: tabs in .txt, names with hyphens, the buyer as a masked e-mail address."""
    bought = baskets(rng, midnight(2022, 1, 1), number=450, most=3)
    head = [
        "order-id",
        "order-item-id",
        "purchase-date",
        "payments-date",
        "buyer-email",
        "buyer-name",
        "buyer-phone-number",
        "sku",
        "product-name",
        "quantity-purchased",
        "currency",
        "item-price",
        "item-tax",
        "shipping-price",
        "shipping-tax",
        "ship-service-level",
        "recipient-name",
        "ship-address-1",
        "ship-city",
        "ship-state",
        "ship-postal-code",
        "ship-country",
        "sales-channel",
    ]
    rows: list[tuple[object, ...]] = []
    for b in bought:
        for line in b.lines:
            rows.append(
                (
                    *(f"113-{b.number + 1000000:07d}-{b.number * 7 + 2000000:07d}", 41000000000000 + len(rows)),
                    *(f"{b.at:%Y-%m-%dT%H:%M:%S}+00:00", f"{b.at + timedelta(minutes=3):%Y-%m-%dT%H:%M:%S}+00:00"),
                    *(
                        f"x{b.person * 7919:06d}z@marketplace.example",
                        f"Ann Lee {b.person}",
                        "",
                        f"CUP-{line.item:03d}",
                        f"Cup {line.item}",
                    ),
                    *(
                        line.pieces,
                        "USD",
                        line.price,
                        0.5,
                        0.0,
                        0.0,
                        "Standard",
                        f"Ann Lee {b.person}",
                        "1 Road",
                        "Austin",
                        "TX",
                    ),
                    *("73301", "US", "Amazon.com"),
                )
            )
    write(folder / "orders-report.txt", [head, *rows], sep="\t", encoding="cp1252")
    return Truth(_people(bought), {LINES: len(rows), ORDERS: len(bought)})


def trade_list(folder: Path, rng: Rng) -> Truth:
    """Taobao's lists of orders and of goods in GBK: numbers kept as text by a formula, closed trades."""
    bought = baskets(rng, midnight(2023, 2, 1), most=3)
    head = [
        "订单编号",
        "买家会员名",
        "买家支付宝账号",
        "买家应付货款",
        "买家应付邮费",
        "总金额",
        "买家实际支付金额",
        "订单状态",
        "买家留言",
        "收货人姓名",
        "收货地址",
        "联系手机",
        "订单创建时间",
        "订单付款时间",
        "宝贝标题",
        "宝贝种类",
        "宝贝总数量",
        "店铺名称",
    ]
    orders, lines = [], []
    closed = {b.number for b in bought if b.number % 12 == 5}
    for b in bought:
        number = f'="{1234567890123456 + b.number * 1000}"'
        total = round(sum(line.price * line.pieces for line in b.lines), 2)
        state = "交易关闭" if b.number in closed else "交易成功"
        at = f"{b.at:%Y-%m-%d %H:%M:%S}"
        titles = "，".join(f"茶杯{line.item}" for line in b.lines)
        orders.append(
            (
                *(
                    number,
                    f"tb{b.person * 7919:08d}",
                    "***",
                    total,
                    "0.00",
                    total,
                    "0.00" if b.number in closed else total,
                    state,
                    "",
                ),
                *(
                    "张**",
                    "浙江省 杭州市 西湖区 ***",
                    f"'138****{b.person:04d}",
                    at,
                    "" if b.number in closed else at,
                    titles,
                ),
                *(len(b.lines), sum(line.pieces for line in b.lines), "测试小店"),
            )
        )
        for line in b.lines:
            row = (
                number,
                f"茶杯{line.item}",
                line.price,
                line.pieces,
                f"TB{line.item:04d}",
                "颜色分类：白色",
                "",
                "",
                state,
                f"TB{line.item:04d}",
            )
            lines.append(row)
    write(folder / "ExportOrderList202302.csv", [head, *orders], encoding="gbk")
    detail = [
        "订单编号",
        "标题",
        "价格",
        "购买数量",
        "外部系统编号",
        "商品属性",
        "套餐信息",
        "备注",
        "订单状态",
        "商家编码",
    ]
    write(folder / "ExportOrderDetailList202302.csv", [detail, *lines], encoding="gbk")
    kept = sum(len(b.lines) for b in bought if b.number not in closed)
    return Truth(
        _people(bought),
        {LINES: (kept, len(lines)), ORDERS: len(bought) - len(closed), "order_cancelled": len(closed)},
    )


def member_shop(folder: Path, rng: Rng) -> Truth:
    """Orders of a mini-program shop: tabs behind long numbers, a full phone as the only person, refunds as a state."""
    bought = baskets(rng, midnight(2024, 3, 1), days=120, number=450, most=3)
    head = [
        "订单号",
        "子订单号",
        "商品名称",
        "商品编码",
        "规格",
        "数量",
        "商品单价",
        "实付金额",
        "订单状态",
        "退款状态",
        "买家手机号",
        "收货人",
        "省",
        "市",
        "下单时间",
        "付款时间",
        "流量来源",
    ]
    rows = []
    for b in bought:
        refunded = b.number % 20 == 7
        for n, line in enumerate(b.lines):
            at = f"{b.at:%Y/%m/%d %H:%M:%S}"
            rows.append(
                (
                    *(
                        f"E2024{b.number:012d}\t",
                        f"E2024{b.number:012d}{n:02d}\t",
                        f"燕麦奶{line.item}",
                        f"SP{line.item:05d}\t",
                        "1L*6",
                    ),
                    *(
                        line.pieces,
                        f"¥{line.price:.2f}",
                        f"¥{line.price * line.pieces:,.2f}",
                        "已关闭" if refunded else "已完成",
                    ),
                    *(
                        "退款成功" if refunded else "",
                        f"139{b.person * 7919 % 10**8:08d}",
                        "王**",
                        "广东省",
                        "深圳市",
                        at,
                        at,
                        "小程序",
                    ),
                )
            )
    write(folder / "订单明细_20240701.csv", [head, *rows], encoding="utf-8-sig")
    gone = sum(b.number % 20 == 7 for b in bought)
    kept = sum(len(b.lines) for b in bought if b.number % 20 != 7)
    return Truth(
        _people(bought),
        {
            LINES: (kept, len(rows)),
            ORDERS: (len(bought) - gone, len(bought)),
            "order_cancelled|order_refunded": (0, gone),
        },
    )


def titled_sheet(folder: Path, rng: Rng) -> Truth:
    """A till's workbook: a title and an empty row above the header, a row of totals below, days as true dates."""
    bought = baskets(rng, midnight(2024, 1, 1), most=3)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("消费明细")
    sheet.append(["2024年会员消费明细表"])
    sheet.append(["导出时间：2024-12-31 18:00", None, None, "门店：人民路店"])
    sheet.append([])
    sheet.append(
        ["小票号", "会员卡号", "会员姓名", "消费时间", "商品名称", "商品分类", "数量", "单价", "金额", "收银员"]
    )
    total = 0
    for b in bought:
        for line in b.lines:
            kind = ["茶叶", "茶具", "茶点"][category(line.item) % 3]
            amount = round(line.price * line.pieces, 2)
            sheet.append(
                [
                    f"XP{b.number:08d}",
                    f"VIP{b.person + 880001}",
                    "李某",
                    b.at.replace(tzinfo=None),
                    f"{kind}{line.item}",
                    kind,
                    line.pieces,
                    line.price,
                    amount,
                    "小陈",
                ]
            )
            total += 1
    sheet.append(["合计", None, None, None, None, None, total, None, 99999.0, None])
    book.save(folder / "会员消费明细.xlsx")
    return Truth(_people(bought), {LINES: total, ORDERS: len(bought)})


SHAPES = {
    shape.__name__: shape
    for shape in (shopify, woocommerce, market_place_report, trade_list, member_shop, titled_sheet)
}
