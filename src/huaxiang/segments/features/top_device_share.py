"""Share of the most used device kind in the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import top_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="top_device_share",
    zh="常用设备占比",
    en="top device share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天最常用设备的事件 ÷ 有设备的事件",
    meaning_en="events on the most used device ÷ events with a device, last 180 days",
    needs=("devices",),
    compute=partial(top_share, fold="devices", days=180),
    columns=("device",),
    theme="device",
    high=Word("单设备", "one device"),
    low=Word("多设备", "several devices"),
)
