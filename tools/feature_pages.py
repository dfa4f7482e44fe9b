"""Writes the pages that list the features, docs/zh/features.md and docs/en/features.md, from their declarations."""

from __future__ import annotations

from pathlib import Path

from huaxiang.console.typography import set_words
from huaxiang.segments.declared import declared_features
from huaxiang.segments.features.base import Feature

ROOT = Path(__file__).parents[1]
HEAD = {
    "zh": """# 特征

每个人的行为特征，分群就是用它们算的。数据源缺少某个特征要的列或事件时，这个特征不算，并在构建报告里说明。实时和批量给出同一个数。
「未知」表示没有依据，不是 0。

## 自己的特征 { #own }

项目文件夹里的 `features.yaml` 可以用已有特征做加减乘除：

```text
- name: night_spend
  zh: 夜间消费
  en: night spend
  unit: yuan
  value: net_spend_180d * night_coefficient
```

`value` 可以用下面的特征名、数字、`+ - * /`、`min(a, b)` 和 `max(a, b)`；除以零是未知。重新构建后
它和自带的特征一样用于分群、圈人（`feature(night_spend) > 100`）和实时更新。

## 占比 { #shares }

店里自己的渠道、设备、一级品类和行为，各占一个人行为的几成，也是特征：
构建时找出常见的（每种最多 24 个，至少占 0.2 % 的事件），随模型冻结，
名字写作 `channel_share.app`、`device_share.ios`、`category_share.beauty`、`action_share.product_viewed`。
渠道、设备、品类按天数算，行为按次数算，都看近364天。敏感品类不算。

占比和下面标「细」的特征只在人群自己成团时参与分群；人群连成一片时不参与。

## 自带的特征 { #shipped }
""",
    "en": """# Features

The behaviour features of a person, which segments are made of. A feature is left out, and the build says so, when no
source has the columns or events that it needs. Live and batch give the same number. "Not known" is no zero: nothing
speaks of it.

## Features of your own { #own }

`features.yaml` in the project's folder makes new ones of these by arithmetic:

```text
- name: night_spend
  zh: 夜间消费
  en: night spend
  unit: yuan
  value: net_spend_180d * night_coefficient
```

`value` may have the names below, numbers, `+ - * /`, `min(a, b)` and `max(a, b)`; a division by zero is not known.
After the next build it takes part in segments, in audiences (`feature(night_spend) > 100`) and live, as the shipped
ones do.

## Shares { #shares }

What part of a person's behaviour is of each of the shop's own channels, devices, first-level categories and actions
is a feature, too: a build finds the common ones (at most 24 of each sort, with at least .2 % of the events), freezes
them and names them `channel_share.app`, `device_share.ios`, `category_share.beauty`, `action_share.product_viewed`.
Channels, devices and categories count days, actions count events, all of the last 364 days. Sensitive categories are
left out.

Shares, and the features marked "fine" below, have a part in segments only where people fall into clouds.

## Shipped features { #shipped }
""",
}
COLUMNS = {"zh": ("特征", "单位", "范围", "口径", "需要"), "en": ("feature", "unit", "range", "definition", "needs")}


def page(language: str) -> str:
    """The page in zh or en."""
    rows = [f"| {' | '.join(COLUMNS[language])} |", f"|{'---|' * len(COLUMNS[language])}"]
    rows += [_row(feature, language) for feature in declared_features()]
    return HEAD[language] + "\n" + "\n".join(rows) + "\n"


def _row(feature: Feature, language: str) -> str:
    is_zh = language == "zh"
    label, meaning = (feature.zh, feature.meaning_zh) if is_zh else (feature.en, feature.meaning_en)
    low, high = (f"{end:g}".replace("-inf", "−∞").replace("inf", "∞") for end in feature.range)
    needs = [*feature.columns, *sorted(feature.events)]
    shown = ("、" if is_zh else ", ").join(f"`{each}`" for each in needs) or "–"
    fine = ("（细）" if is_zh else " (fine)") if feature.is_fine else ""
    cells = (f"`{feature.name}` {label}{fine}", feature.unit, f"{low}–{high}", set_words(meaning, language), shown)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def main() -> None:
    """Writes both pages."""
    for language in HEAD:
        (ROOT / "docs" / language / "features.md").write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    main()
