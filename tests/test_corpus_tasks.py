"""Eleven tasks of a real plan, read by hand before the code that reads them was written. Skipped where the page is not there.

An action is `verb|object|strength`, where `…` leaves out the middle of an object; a target is `verb|what|figure|last day|firmness`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import jyparse
from jyparse import Task

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("JYPARSE_SHARED", ROOT.parent / "shared"))
PAGE = SHARED / "corpus" / "seed" / "jiangyin.html"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="the corpus of real pages is not beside the repository")

ACTIONS = {
    "四、/(一)/1、": """
        完善|与重大…人才体系|advance
        完善|已有的…集聚战略|advance
        集聚|人才群体|advance
        实施|“双招双引”战略|advance
        探索|“以重…发展理念|explore
        实践|“以重…发展理念|strive
        引进|None|advance
        推动|高级人才…融合发展|advance""",
    "四、/(二)/2、": """
        整合|全区、…产业资源|advance
        完善|新能源…产业链|advance
        打造|华东地区…生产基地|advance
        建设|总投资…整车项目|advance
        加快|新能源…产业化步伐|advance
        推进|华泰…产业项目|advance""",
    "四、/(二)/3、": """
        加快|传感网…融合发展|advance
        发展|集成电路…制造产业|advance
        突破|28nm…工艺制程|advance
        形成|集成电路…产业链|advance
        形成|500亿…产业基地|advance""",
    "四、/(二)/5、": """
        丰富|内涵|advance
        扩大|总量|advance
        优化|供给结构|advance
        促进|服务业消费需求|advance
        打造|千亿级…产业集群|advance
        加快|中信…的落地|advance
        发展|保险投资…高端服务业|advance
        培育|上市公司8家以上|strive
        实施|“互联网+”…战略|advance
        促进|互联网…深度融合|advance
        发展|阿里云…等项目|advance
        形成|大数据…发展集群|advance
        加大|人才引进…力度|advance
        提升|产业服务水平|advance
        发展|与高新区…服务业产业|advance
        集聚|恒天…办公|encourage
        形成|规模化楼宇经济|advance
        发展|与滨江…生活性服务业|advance
        提升|滨江…商业品质|advance
        发展|健康养老产业|advance
        培育|城市旅游业|advance
        发展|居民服务业|advance""",
    "五、/(一)/4、": """
        控制|污染物排放总量|advance
        强化|减排刚性约束|advance
        加强|污染物排放总量控制|advance
        促进|企业内部…高效利用|advance
        鼓励|重点企业…循环使用|encourage
        落实|控制固体…法规制度|mandatory
        加强|固体…处理处置|advance
        完善|有资质…的机制|advance
        减少|生产…产生量|advance
        扩大|中水回用的范围|advance
        减少|废水排放|advance
        提高|水资源利用率|advance
        加快|企业技改步伐|advance
        实施|燃煤…控制等|advance
        提高|工业能源利用率|advance
        加强|对挥发性…治理|advance
        确保|废气…100%|mandatory""",
    "六、/(三)/4、": """
        发挥|辐射与带动效应|advance
        发挥|苏南…优势|advance
        辐射带动|全市的科技创新|advance
        优化|江阴…平台布局|advance
        推动|人才…高效组合|advance
        形成|区域协同创新效应|advance
        提升|区域创新能力|advance
        实施|一区多园战略|advance
        促进|特钢…优势互补|advance
        建设|高新区…产业园|advance
        实现|拆迁…同步推进|strive
        形成|超百亿元的产业规模|strive
        辐射带动|江阴…产业园区|advance
        创造|条件|advance
        拓展|高新区…范围|advance
        预留|发展空间|advance""",
    "七、/(一)/2、": """
        促进|居民持续普遍增收|advance
        实现|居民持续普遍增收|advance
        促进|全体居民…增长|advance
        实现|居民收入…同步|strive
        提高|经营性与财产性收入|advance
        提高|转移性收入|advance
        促进|下岗…稳步提升|advance
        完善|企业工资…最低工资制度|advance
        提高|最低工资标准|advance
        建立|居民增收的长效机制|advance
        建立|和谐劳动关系|advance
        维护|职工…权益|advance
        完善|年薪制…分配制度|advance""",
    "七、/(二)/1、": """
        推进|教育现代化|advance
        深化|改革|advance
        形成|以政府…办学格局|advance
        促进|不同体制…协调发展|advance
        完善|学前教育公共服务体系|advance
        配置|保健老师…营养员|advance
        实现|适龄儿童…全覆盖|advance
        缓解|公办…的问题|advance
        建立|由教育…评估机制|explore
        配置|教育教学设施设备|advance
        促进|学校之间…基本均等|advance
        推进|义务教育…发展|advance
        建设|“省教育现代化示范区”|advance
        建立|完善的…教育体系|advance
        创造|条件|advance
        发展|国际化教育|advance
        提升|教育国际化水平|advance
        保障|外来…权利|advance
        提升|职业教育…水平|advance
        加大|教育投入|advance
        推进|重点项目建设|advance
        完成|长山…改扩建工程|advance
        规划|高教用地|advance
        推进|行业性的…高等教育|advance
        培养|紧缺型人才|advance""",
    "七、/(二)/5、": """
        促进|人口数量与质量的统一|advance
        完善|人口发展策略|advance
        实施|一对夫妇…政策|advance
        实施|优生促进工程|advance
        提高|婚前…覆盖面|advance
        降低|出生缺陷发生风险|advance
        提高|出生人口素质|advance
        改善|人口出生性别比|advance
        提高|妇幼…服务水平|advance
        加强|儿童…建设|advance
        增加|儿科…能力|advance
        完善|服务网络|advance
        保障|全体儿童…服务|advance""",
    "七、/(三)/5、": """
        完善|安全生产责任制|advance
        落实|安全生产责任制|advance
        完善|安全生产责任…机制|advance
        落实|安全生产责任…机制|advance
        落实|党政领导责任|advance
        界定|综合监管…的职责|advance
        落实|部门监管责任|advance
        实施|重点行业…制度|advance
        落实|企业主体责任|advance
        形成|责任全覆盖…体系|advance
        建立|隐患…控制体系|advance
        完善|隐患排查常态化机制|advance
        消除|死角盲区|advance
        杜绝|重特大…事故|mandatory
        减少|一般事故|strive
        推行|“两检一托管”模式|advance
        鼓励|企业…服务|encourage
        建立|安全专家库…平台|explore
        强化|应急预案管理|advance
        建立|统一指挥…机制|advance
        推进|标准化工作|advance
        推进|危化品…工作|advance
        探索|小微企业…模式|explore
        推进|安全科技创新|advance
        建立|“互联网+…系统|advance
        实施|安全生产…源头治理|advance
        强化|依法治理|advance
        开展|安全生产…行动|advance
        实施|源头管控|advance
        动员|全社会参与安全生产|encourage
        发挥|媒体舆论监督作用|advance""",
    "七、/(三)/6、": """
        推进|基层社会治理法治化|advance
        规范|社区…程序|advance
        实行|居委会100%直选|advance
        拓宽|居民…的渠道|advance
        保障|其知情权…监督权|advance
        贯彻|民族…政策|advance
        保障|侨民…权益|advance
        完善|重大项目…制度|advance
        引导|公民…权益|encourage
        健全|大调解的工作体系|advance
        完善|诉调…机制|advance
        完善|行业性…建设|advance
        探索|人民调解…的机制|explore
        发挥|法律…作用|advance
        做好|公共法律服务|advance""",
}
TARGETS = {
    "四、/(二)/3、": ["形成|微电子…产业基地|500亿||"],
    "四、/(二)/5、": ["培育|上市公司|8家以上|2020-12-31|expected"],
    "五、/(一)/4、": ["|废气治理设施运行率|100%||firm"],
    "六、/(三)/4、": ["形成|产业规模|超百亿元|2020-12-31|expected"],
    "七、/(一)/2、": ["达到|常住人口居民的人均可支配收入|6.8万元左右|2020-12-31|expected"],
    "七、/(三)/6、": ["实行|居委会|100%||"],
}
PROJECTS = {
    "四、/(二)/2、": ["华欧德六速自动变速箱项目", "发动机和整车项目", "华泰汽车工业园", "宝马中国南方制造基地", "国润金华聚合物锂电池",
                 "力神羿飞动力锂电池", "电动汽车群充电设备", "冷链物流"],
    "四、/(二)/5、": ["中信泰富特钢集团总部", "中南文化总部", "阿里云物联网公共平台", "天安电商产业园", "大学生创业园"],
    "七、/(二)/1、": ["长山中心幼儿园", "山观第二中学"],
    "七、/(二)/5、": ["优生促进工程"],
    "七、/(三)/5、": ["安全生产打非治违专项行动"],
}  # fmt: skip
PROGRAMMES = {"优生促进工程", "安全生产打非治违专项行动"}


@pytest.fixture(scope="module")
def tasks() -> dict[str, Task]:
    return {"/".join(task.path): task for task in jyparse.load(PAGE).tasks}


def elided(printed: str | None, expected: str) -> str:
    """What is printed, as the expectation writes it where it is the same."""
    head, _, tail = expected.partition("…")
    same = printed is not None and (
        printed == expected or ("…" in expected and printed.startswith(head) and printed.endswith(tail))
    )
    return expected if same else str(printed)


@pytest.mark.parametrize("path", ACTIONS)
def test_actions(tasks: dict[str, Task], path: str) -> None:
    expected = [line.strip() for line in ACTIONS[path].strip().splitlines()]
    objects = [line.split("|")[1] for line in expected]
    found = [
        f"{action.verb}|{elided(action.object, printed)}|{action.strength}"
        for action, printed in zip(jyparse.actions(tasks[path]), objects + [""] * 99, strict=False)
    ]
    assert found == expected


@pytest.mark.parametrize("path", ACTIONS)
def test_targets(tasks: dict[str, Task], path: str) -> None:
    expected = TARGETS.get(path, [])
    found = [
        "|".join(
            (
                target.verb or "",
                elided(target.what, line.split("|")[1]),
                target.quantity.text,
                str(target.by.end if target.by else ""),
                target.firmness or "",
            )
        )
        for target, line in zip(tasks[path].targets, expected + ["|"] * 9, strict=False)
    ]
    assert found == expected


@pytest.mark.parametrize("path", ACTIONS)
def test_projects_and_deadline(tasks: dict[str, Task], path: str) -> None:
    projects = tasks[path].projects
    assert [project.name for project in projects] == PROJECTS.get(path, [])
    assert {project.name for project in projects if project.kind == "programme"} == PROGRAMMES & {
        *PROJECTS.get(path, [])
    }
    assert tasks[path].deadline is None
