"""Working days (工作日): counting with holidays and make-up days. Pure; the calendar is data.

The seed is the package `chinesecalendar` (the State Council's yearly notices). A unit loads newer years, or its own
days, from a CSV file: `日期,类型,名称` with 休 or 班. Years of which nothing is known are counted Monday to Friday,
and every answer that used such a year says so (`certain` false).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from workflow.errors import Kind, WorkflowError

_SATURDAY = 5
_ALWAYS_OFF = ((1, 1), (5, 1), (10, 1))
"""元旦, 劳动节, 国庆节 are off in every year (全国年节及纪念日放假办法 2): a list without them is not whole."""
OFF, ON = frozenset({"休", "放假", "off"}), frozenset({"班", "上班", "调休上班", "on"})
MOST_DAYS = 4000


@dataclass(frozen=True, slots=True)
class Due:
    """A day something is due; `certain` false where a year's holidays were not known."""

    day: date
    certain: bool = True


@dataclass(frozen=True)
class Workdays:
    """Which days are worked. `days` maps a day that is not as its weekday says: True worked, False off."""

    days: Mapping[date, bool]
    years: frozenset[int]

    def worked(self, day: date) -> bool:
        return self.days.get(day, day.weekday() < _SATURDAY)

    def after(self, start: date, count: int) -> Due:
        """The `count`-th working day after `start`; the day itself does not count (民法典 201)."""
        day, left, certain = start, min(count, MOST_DAYS), True
        while left > 0:
            day += timedelta(1)
            certain = certain and day.year in self.years
            left -= self.worked(day)
        return Due(day, certain)

    def left(self, today: date, due: date) -> int:
        """Working days from today until `due`, today not counted; negative when it is over."""
        if due < today:
            return -self.left(due, today)
        span = (due - today).days
        return sum(self.worked(today + timedelta(each)) for each in range(1, span + 1))

    def with_years(self, other: Workdays) -> Workdays:
        """These days, with whole years replaced by those of `other`."""
        kept = {day: value for day, value in self.days.items() if day.year not in other.years}
        return Workdays({**kept, **other.days}, self.years | other.years)


@cache
def seed() -> Workdays:
    """What the package of holidays knows."""
    from chinese_calendar import constants

    days = dict.fromkeys(constants.holidays, False) | dict.fromkeys(constants.workdays, True)
    return Workdays(days, frozenset(day.year for day in days))


def read_days(lines: Iterable[str]) -> Workdays:
    """A file of holidays. WorkflowError `bad_calendar` names the line that is wrong, or the day that is missing."""
    days: dict[date, bool] = {}
    for number, row in enumerate(csv.reader(lines), 1):
        cells = [each.strip().lstrip("\ufeff") for each in row]
        if not any(cells) or cells[0].startswith("#") or (number == 1 and cells[0] == "日期"):
            continue
        try:
            day = date.fromisoformat(cells[0])
        except ValueError:
            raise _bad(f"第 {number} 行的日期应写作 2027-01-01") from None
        kind = cells[1].lower() if len(cells) > 1 else ""
        if kind not in OFF | ON:
            raise _bad(f"第 {number} 行的类型应是 休 或 班")
        if days.setdefault(day, kind in ON) != (kind in ON):
            raise _bad(f"{day} 既写了休又写了班")
    if not days:
        raise _bad("文件里没有一天")
    years = frozenset(day.year for day in days)
    for year in sorted(years):
        for month, day_of in _ALWAYS_OFF:
            if days.get(date(year, month, day_of)) is not False:
                raise _bad(f"{year} 年不完整：{month} 月 {day_of} 日应是休；一年要写全，缺了会算错期限")
    return Workdays(days, years)


def _bad(why: str) -> WorkflowError:
    return WorkflowError(Kind.INVALID, "bad_calendar", f"放假安排文件有误：{why}。")
