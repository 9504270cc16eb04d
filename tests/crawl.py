"""A synthetic crawl: short disclosure pages that all differ, made from a seed."""

from __future__ import annotations

import random
from pathlib import Path

_TOWNS = ("青溪", "白石", "云岭", "柳湾", "东河", "南山", "竹溪", "梅岭")
_WORKS = ("河道整治", "老旧小区改造", "农村公路养护", "企业上云", "垃圾分类", "消防安全", "职业培训", "古树保护")
_PAGE = """<html><head><meta charset="utf-8"><title>{town}区{work}工作方案</title></head><body>
<table><tr><td>索引号：</td><td>{index}</td><td>发文日期：</td><td>{year}年3月{day}日</td></tr>
<tr><td>发布机构：</td><td>{town}区人民政府办公室</td><td>文号：</td><td>{town}政办〔{year}〕{number}号</td></tr></table>
<div><h1>关于印发{town}区{work}工作方案的通知</h1><p>各镇人民政府，区各部门：</p><p>现将方案印发给你们，请认真组织实施。</p>
<p>一、工作目标</p><p>到{end}年，完成投资{amount}亿元，覆盖{share}%的村（社区）。</p><p>二、主要任务</p>
<p>（一）摸清底数。{year}年底前完成排查，建立台账。（区住建局牵头，区财政局配合）</p><p>（二）分步推进。每年完成{number}处。（责任单位：区水利局）</p>
<p>三、保障措施</p><p>（一）加强领导。成立专班，每月调度。</p>
<table><tr><th>指标</th><th>单位</th><th>{year}年</th><th>{end}年</th><th>属性</th></tr>
<tr><td>累计投资</td><td>亿元</td><td>{base}</td><td>{amount}</td><td>预期性</td></tr>
<tr><td>覆盖率</td><td>%</td><td>{low}</td><td>{share}</td><td>约束性</td></tr></table>
<p>{town}区人民政府办公室</p><p>{year}年3月{day}日</p></div></body></html>
"""


def write(folder: Path, count: int, seed: int = 0) -> None:
    """Writes so many pages to a folder, a few of them broken in the ways that crawls are."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        name = folder / f"{n:06}.html"
        if n % 97 == 13:
            name.write_bytes(b"")
        elif n % 97 == 31:
            name.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        else:
            name.write_text(page(n, chance), encoding="utf-8")


def page(n: int, chance: random.Random) -> str:
    """One page; `n` makes its text its own."""
    year, low = chance.randint(2011, 2025), chance.randint(10, 50)
    return _PAGE.format(
        town=chance.choice(_TOWNS),
        work=chance.choice(_WORKS),
        index=f"{chance.randint(10**8, 10**9)}/{year}-{n:05}",
        year=year,
        end=year + 5,
        day=chance.randint(1, 31),
        number=n + 1,
        base=chance.randint(1, 20),
        amount=f"{chance.uniform(21, 90):.2f}",
        low=low,
        share=chance.randint(low + 1, 100),
    )
